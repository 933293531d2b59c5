using System.Buffers;

namespace SegService.Pipeline.Pooling;

/// <summary>
/// Arrays for the time of one stage. <see cref="ArrayPool{T}.Shared"/> keeps one array of each size for every thread that ever gave
/// one back, and stages run on whichever thread is free: with planes of some megabytes that is most of the process's memory. So long
/// arrays have a pool of their own, the same for all threads.
/// </summary>
internal static class Scratch<T>
{
    /// <summary>A power of two, so that no array of the shared pool's is longer when no longer one was asked for.</summary>
    private const int LongestShared = 1 << 20;

    /// <summary>Longer arrays are not kept.</summary>
    private const int LongestKept = 1 << 24;

    private const int KeptOfASize = 4;

    private static readonly ArrayPool<T> Long = ArrayPool<T>.Create(LongestKept, KeptOfASize);

    /// <summary>An array of at least that length, which holds whatever its last user left in it.</summary>
    public static T[] Rent(int length) => PoolOf(length).Rent(length);

    /// <summary>The array must not be touched any more.</summary>
    public static void Return(T[] array) => PoolOf(array.Length).Return(array);

    private static ArrayPool<T> PoolOf(int length) => length > LongestShared ? Long : ArrayPool<T>.Shared;
}

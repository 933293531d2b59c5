using System.Buffers;

namespace SegService.Pipeline.Pooling;

/// <summary>
/// Arrays for the time of one stage. <see cref="ArrayPool{T}.Shared"/> keeps one array of each size for every thread that ever gave
/// one back, and stages run on whichever thread is free: with planes of some megabytes that is most of the process's memory.
/// </summary>
internal static class Scratch<T>
{
    /// <summary>Longer arrays are not kept.</summary>
    private const int LongestKept = 1 << 24;

    private const int KeptOfASize = 4;

    public static readonly ArrayPool<T> Pool = ArrayPool<T>.Create(LongestKept, KeptOfASize);
}

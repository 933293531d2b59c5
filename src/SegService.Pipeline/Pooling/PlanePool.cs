using System.Runtime.CompilerServices;

namespace SegService.Pipeline.Pooling;

/// <summary>
/// Arrays of one value a pixel, used again by images of the same size: what <see cref="System.Buffers.ArrayPool{T}"/> does but for their
/// length, which is exactly the one asked for, so that a plane is its array. Thread-safe.
/// </summary>
/// <param name="maxArrays">How many wait to be used again at most; the one that has waited longest goes first.</param>
/// <param name="maxBytes">Of those that wait.</param>
internal sealed class PlanePool<T>(int maxArrays, long maxBytes)
    where T : unmanaged
{
    /// <summary>
    /// The one of the process. Where every image has another size nothing is ever used again, and small arrays would take long to
    /// come to so many bytes: hence their number is bounded too, so that memory is soon where it stays.
    /// </summary>
    public static readonly PlanePool<T> Shared = new(128, 64 * 1024 * 1024);

    private readonly Lock _lock = new();
    private readonly List<T[]> _waiting = []; // longest first
    private long _bytes;

    /// <summary>An array that holds whatever its last user left in it.</summary>
    public T[] Rent(int length)
    {
        lock (_lock)
        {
            var last = _waiting.FindLastIndex(array => array.Length == length); // the one most likely in a processor's cache
            if (last >= 0)
                return Take(last);
        }

        // Pinned, on a heap of their own: they live long, and the collector would move them from generation to generation first.
        return GC.AllocateUninitializedArray<T>(length, pinned: true);
    }

    /// <summary>The array must not be touched any more.</summary>
    public void Return(T[] array)
    {
        if (Bytes(array) > maxBytes)
            return;
        lock (_lock)
        {
            _waiting.Add(array);
            _bytes += Bytes(array);
            while (_waiting.Count > maxArrays || _bytes > maxBytes)
                Take(0);
        }
    }

    private T[] Take(int index)
    {
        var array = _waiting[index];
        _waiting.RemoveAt(index);
        _bytes -= Bytes(array);
        return array;
    }

    private static long Bytes(T[] array) => (long)array.Length * Unsafe.SizeOf<T>();
}

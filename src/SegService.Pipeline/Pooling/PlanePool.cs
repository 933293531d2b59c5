using System.Runtime.CompilerServices;

namespace SegService.Pipeline.Pooling;

/// <summary>
/// Arrays of one value a pixel, used again by images of the same size: what <see cref="System.Buffers.ArrayPool{T}"/> does but for their
/// length, which is exactly the one asked for, so that a plane is its array. Thread-safe.
/// </summary>
/// <param name="maxBytes">
/// Of the arrays that wait to be used again. One that does not fit empties the pool: what lies there is of sizes that are not asked
/// for any more.
/// </param>
internal sealed class PlanePool<T>(long maxBytes)
    where T : unmanaged
{
    /// <summary>The one of the process.</summary>
    public static readonly PlanePool<T> Shared = new(64 * 1024 * 1024);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Stack<T[]>> _waiting = [];
    private long _bytes;

    /// <summary>An array that holds whatever its last user left in it.</summary>
    public T[] Rent(int length)
    {
        lock (_lock)
        {
            if (_waiting.TryGetValue(length, out var arrays) && arrays.TryPop(out var array))
            {
                _bytes -= Bytes(length);
                return array;
            }
        }

        // Pinned, on a heap of their own: they live long, and the collector would move them from generation to generation first.
        return GC.AllocateUninitializedArray<T>(length, pinned: true);
    }

    /// <summary>The array must not be touched any more.</summary>
    public void Return(T[] array)
    {
        if (Bytes(array.Length) > maxBytes)
            return;
        lock (_lock)
        {
            if (_bytes + Bytes(array.Length) > maxBytes)
            {
                _waiting.Clear();
                _bytes = 0;
            }

            if (!_waiting.TryGetValue(array.Length, out var arrays))
                _waiting[array.Length] = arrays = [];
            arrays.Push(array);
            _bytes += Bytes(array.Length);
        }
    }

    private static long Bytes(int length) => (long)length * Unsafe.SizeOf<T>();
}

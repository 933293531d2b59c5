using System.Runtime;

namespace SegService.Training.Runs;

/// <summary>
/// No garbage collection until this is disposed, or until far more was allocated than a step does. TorchSharp hands a Scalar's
/// pointer to native code and keeps no reference to it: a collection in that moment frees it under the operation, which then
/// computes with garbage or refuses it ("alpha must not be floating point"). One at a time in a process; others do nothing.
/// </summary>
internal sealed class CollectionHold : IDisposable
{
    private const long Bytes = 200L << 20;

    private static int _held;

    private readonly bool _mine = Interlocked.CompareExchange(ref _held, 1, 0) == 0;

    public CollectionHold()
    {
        if (_mine && GCSettings.LatencyMode != GCLatencyMode.NoGCRegion)
            GC.TryStartNoGCRegion(Bytes);
    }

    public void Dispose()
    {
        if (!_mine)
            return;
        try
        {
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
                GC.EndNoGCRegion();
        }
        catch (InvalidOperationException)
        {
            // More was allocated than was asked for, and the collector ended the region itself.
        }

        Volatile.Write(ref _held, 0);
    }
}

using System.Runtime.InteropServices;

namespace SegService.Pipeline.Inference.Winograd;

/// <summary>Memory of one run: the tensors of a plan at one size, and scratch memory for each thread. Grows as it must and is used again.</summary>
internal sealed unsafe class Workspace : IDisposable
{
    private const int Lanes = MatrixKernel.Lanes;

    private NetworkPlan? _plan;
    private (int Height, int Width, int Threads) _size;
    private Activation[] _slots = [];
    private nint _memory;
    private nuint _bytes;
    private nint _scratch;
    private nint _scratchFloats;

    /// <summary>The tensors' memory, by slot.</summary>
    public ReadOnlySpan<Activation> Slots => _slots;

    public float* Scratch(int thread) => (float*)_scratch + thread * _scratchFloats;

    /// <summary>Makes room for a plan at this size; what lies around tensors is zero afterwards.</summary>
    public void Fit(NetworkPlan plan, int height, int width, int threads)
    {
        if (_plan == plan && _size == (height, width, threads))
            return;
        var sizes = plan.Slots.Select(slot => Floats(slot, height, width)).ToArray();
        _scratchFloats = Aligned(plan.Layers.Max(layer => layer.Convolution.Scratch));
        var tensors = sizes.Aggregate((sum, size) => sum + size);
        Reserve((nuint)(tensors + _scratchFloats * threads) * sizeof(float));

        _slots = new Activation[sizes.Length];
        var start = _memory;
        for (var i = 0; i < sizes.Length; i++, start += sizes[i - 1] * sizeof(float))
            _slots[i] = Place(plan.Slots[i], start, height, width);
        _scratch = start;
        (_plan, _size) = (plan, (height, width, threads));
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree((void*)_memory);
        (_memory, _bytes, _plan) = (0, 0, null);
    }

    private void Reserve(nuint bytes)
    {
        if (bytes <= _bytes)
            return;
        Dispose();
        _memory = (nint)NativeMemory.AlignedAlloc(bytes, MatrixKernel.Alignment);
        _bytes = bytes;
    }

    /// <summary>A tile of four by four outputs reads one pixel beyond them on all sides, also where only a part of it is in the image; and
    /// three pixels that are read as one vector end beyond the last pixel.</summary>
    private static nint Floats(Slot slot, int height, int width) =>
        Aligned((nint)(Padded(height >> slot.Scale) + 2) * (Padded(width >> slot.Scale) + 2) * slot.Channels + Lanes);

    private static Activation Place(Slot slot, nint start, int height, int width)
    {
        var (rows, columns) = (height >> slot.Scale, width >> slot.Scale);
        nint row = (Padded(columns) + 2) * slot.Channels;
        var placed = new Activation(start + (row + slot.Channels) * sizeof(float), slot.Channels, row, Enlarged: 0);
        var after = (int)row - (columns + 1) * slot.Channels;
        new Span<float>((void*)start, (int)row + slot.Channels).Clear();
        for (var y = 0; y < rows; y++)
            new Span<float>(placed.Pixel(y, columns), after + slot.Channels).Clear(); // and the pixel before the next row
        for (var y = rows; y <= Padded(rows); y++)
            new Span<float>(placed.Pixel(y, -1), (int)row + (y == Padded(rows) ? Lanes : 0)).Clear();
        return placed;
    }

    private static int Padded(int side) => TileTransform.Tiles(side) * TileTransform.Outputs;

    private static nint Aligned(nint floats) => (floats + Lanes - 1) / Lanes * Lanes;
}

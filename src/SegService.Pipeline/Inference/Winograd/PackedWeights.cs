using System.Runtime.InteropServices;

namespace SegService.Pipeline.Inference.Winograd;

/// <summary>
/// Weights in the order in which <see cref="MatrixKernel"/> reads them: matrix by matrix, in it pairs of output blocks as [row][32] and then, where
/// their number is odd, a single one as [row][16].
/// </summary>
internal sealed unsafe class PackedWeights
{
    private const int Lanes = MatrixKernel.Lanes;

    private readonly float[] _memory; // never moved
    private readonly int _rows;
    private readonly int _outputBlocks;

    /// <param name="matrices">Matrices.</param>
    /// <param name="rows">Rows of each.</param>
    /// <param name="bias">A value for each output.</param>
    public PackedWeights(int matrices, int rows, ReadOnlySpan<float> bias)
    {
        (_rows, _outputBlocks) = (rows, MatrixKernel.Blocks(bias.Length));
        var weights = matrices * rows * _outputBlocks * Lanes;
        _memory = GC.AllocateArray<float>(weights + _outputBlocks * Lanes + Lanes, pinned: true);
        var start = (nint)Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0);
        Weights = (float*)((start + MatrixKernel.Alignment - 1) / MatrixKernel.Alignment * MatrixKernel.Alignment);
        Bias = Weights + weights;
        bias.CopyTo(new Span<float>(Bias, bias.Length));
    }

    public float* Weights { get; }

    /// <summary>Filled up with zeros to a multiple of 16.</summary>
    public float* Bias { get; }

    public void Set(int matrix, int row, int output, float weight)
    {
        var block = output / Lanes;
        var paired = block < _outputBlocks / 2 * 2;
        var panel = paired ? block / 2 * 2 : block;
        var at = panel * _rows * Lanes + row * (paired ? 2 * Lanes : Lanes) + (block - panel) * Lanes + output % Lanes;
        Weights[(nint)matrix * _rows * _outputBlocks * Lanes + at] = weight;
    }
}

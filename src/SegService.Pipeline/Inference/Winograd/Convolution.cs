using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SegService.Pipeline.Inference.Winograd;

/// <summary>
/// A convolution with its weights packed, in blocks of output that do not depend on each other: each reads its sources, multiplies in its own
/// scratch memory and writes its own pixels, with bias, residual and ReLU on the way.
/// </summary>
internal abstract unsafe class Convolution
{
    protected const int Lanes = MatrixKernel.Lanes;

    private readonly Lazy<PackedWeights> _packed; // a model that nobody asks for takes a quarter of the memory

    /// <param name="weights">K x C x side x side, float32.</param>
    /// <param name="bias">K values, float32.</param>
    /// <param name="matrices">Products of matrices a block.</param>
    /// <param name="rows">Rows of the packed weights: 16 for each block of channels, for each tap where taps are rows.</param>
    protected Convolution(ReadOnlyMemory<byte> weights, ReadOnlyMemory<byte> bias, int matrices, int rows)
    {
        (Outputs, Matrices, Rows) = (bias.Length / sizeof(float), matrices, rows);
        OutputBlocks = MatrixKernel.Blocks(Outputs);
        _packed = new Lazy<PackedWeights>(() =>
        {
            var packed = new PackedWeights(matrices, rows, MemoryMarshal.Cast<byte, float>(bias.Span));
            Pack(MemoryMarshal.Cast<byte, float>(weights.Span), packed);
            return packed;
        });
    }

    /// <summary>K.</summary>
    public int Outputs { get; }

    /// <summary>K in blocks of 16.</summary>
    public int OutputBlocks { get; }

    /// <summary>Floats of scratch memory a thread needs.</summary>
    public abstract int Scratch { get; }

    protected int Matrices { get; }

    protected int Rows { get; }

    /// <summary>K values, filled up to a multiple of 16.</summary>
    protected float* Bias => _packed.Value.Bias;

    /// <summary>Blocks in a result of this size.</summary>
    public abstract int Blocks(int height, int width);

    /// <summary>One block.</summary>
    /// <param name="call">What to read and write.</param>
    /// <param name="block">From 0 to <see cref="Blocks"/>.</param>
    /// <param name="scratch"><see cref="Scratch"/> floats, aligned to 64 bytes; what is in them does not matter.</param>
    public abstract void Run(in LayerCall call, int block, float* scratch);

    /// <param name="weights">K x C x side x side.</param>
    /// <param name="packed">Where they go.</param>
    protected abstract void Pack(ReadOnlySpan<float> weights, PackedWeights packed);

    /// <summary>The products of all matrices: <paramref name="left"/> is [matrix][block of channels][capacity][16],
    /// <paramref name="products"/> [matrix][block of outputs][capacity][16].</summary>
    /// <param name="left">As above.</param>
    /// <param name="products">As above.</param>
    /// <param name="count">Rows in use; up to the next multiple of eight are computed.</param>
    /// <param name="capacity">Rows there is room for, a multiple of eight.</param>
    protected void Multiply(float* left, float* products, int count, int capacity)
    {
        var weights = _packed.Value.Weights;
        var stride = capacity * Lanes;
        for (var matrix = 0; matrix < Matrices; matrix++, left += (nint)Rows * capacity)
        {
            var output = 0;
            for (; output + 1 < OutputBlocks; output += 2, products += 2 * stride, weights += 2 * Lanes * Rows)
            {
                for (var row = 0; row < count; row += MatrixKernel.Rows)
                {
                    var into = products + row * Lanes;
                    MatrixKernel.Pair(left + row * Lanes, Rows / Lanes, stride, weights, into, into + stride);
                }
            }

            if (output == OutputBlocks)
                continue;
            for (var row = 0; row < count; row += MatrixKernel.Rows)
                MatrixKernel.Single(left + row * Lanes, Rows / Lanes, stride, weights, products + row * Lanes);
            products += stride;
            weights += Lanes * Rows;
        }
    }

    /// <summary>Bias, residual and ReLU of 16 channels of one pixel.</summary>
    protected static void Finish(in LayerCall call, Vector512<float> sum, Vector512<float> bias, nint offset)
    {
        sum += bias;
        if (call.Residual.Origin != 0)
            sum += Vector512.Load((float*)call.Residual.Origin + offset);
        if (call.Relu)
            sum = Vector512.Max(sum, Vector512<float>.Zero);
        sum.Store((float*)call.Target.Origin + offset);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SegService.Pipeline.Inference.Winograd;

/// <summary>3 x 3, stride 1, one pixel of zeros around: by <see cref="TileTransform"/>, a block of tiles at a time.</summary>
[SkipLocalsInit]
internal sealed unsafe class WinogradConvolution : Convolution
{
    private const int ScratchBytes = 448 * 1024; // stays in the second cache beside the weights
    private const int TileSide = TileTransform.Outputs;

    private readonly int _capacity;

    /// <param name="weights">K x C x 3 x 3, float32, C a multiple of 16.</param>
    /// <param name="bias">K values, float32.</param>
    /// <param name="channels">C.</param>
    public WinogradConvolution(ReadOnlyMemory<byte> weights, ReadOnlyMemory<byte> bias, int channels)
        : base(weights, bias, TileTransform.Products, channels)
    {
        var bytes = TileTransform.Products * sizeof(float) * (channels + OutputBlocks * Lanes);
        _capacity = Math.Clamp(ScratchBytes / bytes / MatrixKernel.Rows * MatrixKernel.Rows, 2 * MatrixKernel.Rows, 8 * MatrixKernel.Rows);
    }

    public override int Scratch => TileTransform.Products * _capacity * (Rows + OutputBlocks * Lanes);

    public override int Blocks(int height, int width) => (TileTransform.Tiles(height) * TileTransform.Tiles(width) + _capacity - 1) / _capacity;

    public override void Run(in LayerCall call, int block, float* scratch)
    {
        var across = TileTransform.Tiles(call.Width);
        var first = block * _capacity;
        var count = Math.Min(_capacity, TileTransform.Tiles(call.Height) * across - first);
        var products = scratch + TileTransform.Products * _capacity * Rows;
        for (var tile = 0; tile < count; tile++)
            Transform(call, (first + tile) / across, (first + tile) % across, scratch + tile * Lanes);
        Multiply(scratch, products, count, _capacity);
        for (var tile = 0; tile < count; tile++)
            Write(call, (first + tile) / across, (first + tile) % across, products + tile * Lanes);
    }

    protected override void Pack(ReadOnlySpan<float> weights, PackedWeights packed)
    {
        Span<double> filter = stackalloc double[TileTransform.Products];
        for (var output = 0; output < Outputs; output++)
        {
            for (var channel = 0; channel < Rows; channel++)
            {
                TileTransform.Filter(weights.Slice((output * Rows + channel) * 9, 9), filter);
                for (var product = 0; product < filter.Length; product++)
                    packed.Set(product, channel, output, (float)filter[product]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Transform(in LayerCall call, int tileRow, int tileColumn, float* target)
    {
        var rows = stackalloc float*[TileTransform.Inputs];
        var columns = stackalloc nint[TileTransform.Inputs];
        foreach (ref readonly var source in call.Sources)
        {
            for (var i = 0; i < TileTransform.Inputs; i++)
            {
                rows[i] = source.Row(tileRow * TileSide - 1 + i);
                columns[i] = source.Column(tileColumn * TileSide - 1 + i);
            }

            for (var channel = 0; channel < source.Channels; channel += Lanes, target += _capacity * Lanes)
            {
                TileTransform.Input(rows, columns, target, (nint)_capacity * Rows);
                for (var i = 0; i < TileTransform.Inputs; i++)
                    columns[i] += Lanes;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write(in LayerCall call, int tileRow, int tileColumn, float* products)
    {
        var sums = stackalloc float[TileSide * TileSide * Lanes];
        var (y, x) = (tileRow * TileSide, tileColumn * TileSide);
        var (height, width) = (Math.Min(TileSide, call.Height - y), Math.Min(TileSide, call.Width - x));
        for (var block = 0; block < OutputBlocks; block++, products += _capacity * Lanes)
        {
            TileTransform.Output(products, (nint)_capacity * OutputBlocks * Lanes, sums);
            var bias = Vector512.Load(Bias + block * Lanes);
            for (var row = 0; row < height; row++)
            {
                var offset = (y + row) * call.Target.RowStride + x * call.Target.Channels + block * Lanes;
                for (var column = 0; column < width; column++, offset += call.Target.Channels)
                    Finish(call, Vector512.Load(sums + (row * TileSide + column) * Lanes), bias, offset);
            }
        }
    }
}

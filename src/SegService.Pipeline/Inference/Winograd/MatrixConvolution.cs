using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SegService.Pipeline.Inference.Winograd;

/// <summary>
/// Any other convolution (1 x 1, strides, few channels): the inputs of a block of pixels side by side in memory, tap by tap, and one product.
/// A source of so few channels that three pixels fit into a vector, as an image has, is taken three pixels at a time.
/// </summary>
[SkipLocalsInit]
internal sealed unsafe class MatrixConvolution : Convolution
{
    private const int ScratchBytes = 192 * 1024;
    private const int MostRows = 64;

    private readonly int _capacity;
    private readonly int _channels;
    private readonly int _stored;
    private readonly int _side;
    private readonly int _stride;
    private readonly bool _whole;

    /// <param name="weights">K x C x side x side, float32.</param>
    /// <param name="bias">K values, float32.</param>
    /// <param name="channels">C.</param>
    /// <param name="stored">Channels as the sources hold them: C, or C filled up to a multiple of 16.</param>
    /// <param name="side">1, or 3 with a pixel of zeros around.</param>
    /// <param name="stride">Pixels of the source a pixel of the result.</param>
    public MatrixConvolution(ReadOnlyMemory<byte> weights, ReadOnlyMemory<byte> bias, int channels, int stored, int side, int stride)
        : base(weights, bias, 1, FitsARow(stored, side) ? side * Lanes : side * side * stored)
    {
        (_channels, _stored, _side, _stride, _whole) = (channels, stored, side, stride, FitsARow(stored, side));
        _capacity = Math.Clamp(ScratchBytes / sizeof(float) / Rows / MatrixKernel.Rows * MatrixKernel.Rows, MatrixKernel.Rows, MostRows);
    }

    public override int Scratch => _capacity * (Rows + OutputBlocks * Lanes);

    /// <summary>Whether three pixels beside each other are one vector.</summary>
    public static bool FitsARow(int channels, int side) => side == 3 && side * channels <= Lanes;

    public override int Blocks(int height, int width) => (height * width + _capacity - 1) / _capacity;

    public override void Run(in LayerCall call, int block, float* scratch)
    {
        var first = block * _capacity;
        var count = Math.Min(_capacity, call.Height * call.Width - first);
        var products = scratch + _capacity * Rows;
        for (int pixel = 0, length; pixel < count; pixel += length)
        {
            length = RunLength(call, first + pixel, count - pixel);
            Gather(call, first + pixel, length, scratch + pixel * Lanes);
        }

        Multiply(scratch, products, count, _capacity);
        if (call.Target.Origin == 0)
        {
            WritePlanes(call, first, count, products);
            return;
        }

        for (int pixel = 0, length; pixel < count; pixel += length)
        {
            length = RunLength(call, first + pixel, count - pixel);
            Write(call, first + pixel, length, products + pixel * Lanes);
        }
    }

    protected override void Pack(ReadOnlySpan<float> weights, PackedWeights packed)
    {
        var taps = _side * _side;
        for (var i = 0; i < weights.Length; i++)
        {
            var (output, channel, tap) = (i / taps / _channels, i / taps % _channels, i % taps);
            var row = _whole ? tap / _side * Lanes + tap % _side * _channels + channel : tap * _stored + channel;
            packed.Set(0, row, output, weights[i]);
        }
    }

    /// <summary>Pixels from this one to the end of its row, at most <paramref name="most"/>.</summary>
    private static int RunLength(in LayerCall call, int pixel, int most) => Math.Min(call.Width - pixel % call.Width, most);

    /// <summary>Inputs of a run of pixels of one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(in LayerCall call, int first, int count, float* target)
    {
        var margin = _side / 2;
        var (top, left) = (first / call.Width * _stride - margin, first % call.Width * _stride - margin);
        for (var row = top; row < top + _side; row++)
        {
            for (var column = left; column < left + (_whole ? 1 : _side); column++)
            {
                foreach (ref readonly var source in call.Sources)
                {
                    var from = source.Row(row);
                    for (var channel = 0; channel < source.Channels; channel += Lanes, from += Lanes, target += _capacity * Lanes)
                    {
                        for (var pixel = 0; pixel < count; pixel++)
                            Vector512.Load(from + source.Column(column + pixel * _stride)).Store(target + pixel * Lanes);
                    }
                }
            }
        }
    }

    /// <summary>A run of pixels of one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write(in LayerCall call, int first, int count, float* products)
    {
        var start = first / call.Width * call.Target.RowStride + call.Target.Column(first % call.Width);
        for (var block = 0; block < OutputBlocks; block++, products += _capacity * Lanes, start += Lanes)
        {
            var bias = Vector512.Load(Bias + block * Lanes);
            for (var pixel = 0; pixel < count; pixel++)
                Finish(call, Vector512.Load(products + pixel * Lanes), bias, start + (nint)pixel * call.Target.Channels);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WritePlanes(in LayerCall call, int first, int count, float* products)
    {
        var least = call.Relu ? 0 : float.NegativeInfinity;
        for (var output = 0; output < Outputs; output++)
        {
            var from = products + output / Lanes * _capacity * Lanes + output % Lanes;
            var plane = call.Planes + (nint)output * call.Height * call.Width + first;
            var bias = Bias[output];
            for (var pixel = 0; pixel < count; pixel++)
                plane[pixel] = MathF.Max(from[pixel * Lanes] + bias, least);
        }
    }
}

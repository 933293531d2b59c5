using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SegService.Pipeline.Inference.Winograd;

/// <summary>
/// Winograd's minimal filtering F(4 x 4, 3 x 3) after Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (CVPR 2016): four by four
/// outputs of a 3 x 3 convolution from 36 products instead of 144. Points 0, 1, -1, 2, -2 and infinity. Sixteen channels at once.
/// </summary>
[SkipLocalsInit]
internal static unsafe class TileTransform
{
    /// <summary>Outputs of a tile along one side.</summary>
    public const int Outputs = 4;

    /// <summary>Inputs of a tile along one side, and products.</summary>
    public const int Inputs = 6;

    /// <summary>Products a tile and channel.</summary>
    public const int Products = Inputs * Inputs;

    private const int Lanes = MatrixKernel.Lanes;

    /// <summary>Tiles along a side of so many outputs; the last may reach beyond it.</summary>
    public static int Tiles(int side) => (side + Outputs - 1) / Outputs;

    /// <summary>B'dB of one tile.</summary>
    /// <param name="rows">Six pointers: the tile's rows.</param>
    /// <param name="columns">Six offsets: the tile's columns within a row, in floats.</param>
    /// <param name="target">36 vectors, <paramref name="stride"/> apart.</param>
    /// <param name="stride">In floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input(float** rows, nint* columns, float* target, nint stride)
    {
        var passed = stackalloc float[Products * Lanes];
        for (var column = 0; column < Inputs; column++)
        {
            var at = columns[column];
            Input(Vector512.Load(rows[0] + at), Vector512.Load(rows[1] + at), Vector512.Load(rows[2] + at),
                Vector512.Load(rows[3] + at), Vector512.Load(rows[4] + at), Vector512.Load(rows[5] + at),
                passed + column * Lanes, Inputs * Lanes);
        }

        for (var row = 0; row < Inputs; row++)
        {
            var from = passed + row * Inputs * Lanes;
            Input(Vector512.Load(from), Vector512.Load(from + 16), Vector512.Load(from + 32), Vector512.Load(from + 48),
                Vector512.Load(from + 64), Vector512.Load(from + 80), target + row * Inputs * stride, stride);
        }
    }

    /// <summary>A'mA of one tile.</summary>
    /// <param name="products">36 vectors, <paramref name="stride"/> apart.</param>
    /// <param name="stride">In floats.</param>
    /// <param name="target">[row][column][16], 4 x 4.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output(float* products, nint stride, float* target)
    {
        var passed = stackalloc float[Outputs * Inputs * Lanes];
        for (var column = 0; column < Inputs; column++)
        {
            var from = products + column * stride;
            var step = Inputs * stride;
            Output(Vector512.Load(from), Vector512.Load(from + step), Vector512.Load(from + 2 * step), Vector512.Load(from + 3 * step),
                Vector512.Load(from + 4 * step), Vector512.Load(from + 5 * step), passed + column * Lanes, Inputs * Lanes);
        }

        for (var row = 0; row < Outputs; row++)
        {
            var from = passed + row * Inputs * Lanes;
            Output(Vector512.Load(from), Vector512.Load(from + 16), Vector512.Load(from + 32), Vector512.Load(from + 48),
                Vector512.Load(from + 64), Vector512.Load(from + 80), target + row * Outputs * Lanes, Lanes);
        }
    }

    /// <summary>GgG' of one 3 x 3 filter, in double precision: done once, and its error would be in every result.</summary>
    /// <param name="filter">Nine weights, row-major.</param>
    /// <param name="target">36 values, row-major.</param>
    public static void Filter(ReadOnlySpan<float> filter, Span<double> target)
    {
        Span<double> passed = stackalloc double[Inputs * 3];
        for (var column = 0; column < 3; column++)
            Filter(filter[column], filter[3 + column], filter[6 + column], passed[column..], 3);
        for (var row = 0; row < Inputs; row++)
            Filter(passed[row * 3], passed[row * 3 + 1], passed[row * 3 + 2], target[(row * Inputs)..], 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Input(Vector512<float> d0, Vector512<float> d1, Vector512<float> d2, Vector512<float> d3, Vector512<float> d4,
        Vector512<float> d5, float* target, nint stride)
    {
        var four = Vector512.Create(4f);
        var five = Vector512.Create(-5f);
        var even = Vector512.FusedMultiplyAdd(-four, d2, d4);
        var odd = Vector512.FusedMultiplyAdd(-four, d1, d3);
        var evenTwo = d4 - d2;
        var oddTwo = d3 - d1;
        Vector512.FusedMultiplyAdd(four, d0, Vector512.FusedMultiplyAdd(five, d2, d4)).Store(target);
        (even + odd).Store(target + stride);
        (even - odd).Store(target + 2 * stride);
        Vector512.FusedMultiplyAdd(Vector512.Create(2f), oddTwo, evenTwo).Store(target + 3 * stride);
        Vector512.FusedMultiplyAdd(Vector512.Create(-2f), oddTwo, evenTwo).Store(target + 4 * stride);
        Vector512.FusedMultiplyAdd(four, d1, Vector512.FusedMultiplyAdd(five, d3, d5)).Store(target + 5 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Output(Vector512<float> m0, Vector512<float> m1, Vector512<float> m2, Vector512<float> m3, Vector512<float> m4,
        Vector512<float> m5, float* target, nint stride)
    {
        var sum = m1 + m2;
        var difference = m1 - m2;
        var sumTwo = m3 + m4;
        var differenceTwo = m3 - m4;
        (m0 + sum + sumTwo).Store(target);
        Vector512.FusedMultiplyAdd(Vector512.Create(2f), differenceTwo, difference).Store(target + stride);
        Vector512.FusedMultiplyAdd(Vector512.Create(4f), sumTwo, sum).Store(target + 2 * stride);
        (Vector512.FusedMultiplyAdd(Vector512.Create(8f), differenceTwo, difference) + m5).Store(target + 3 * stride);
    }

    private static void Filter(double g0, double g1, double g2, Span<double> target, int stride)
    {
        target[0] = g0 / 4;
        target[stride] = -(g0 + g1 + g2) / 6;
        target[2 * stride] = -(g0 - g1 + g2) / 6;
        target[3 * stride] = g0 / 24 + g1 / 12 + g2 / 6;
        target[4 * stride] = g0 / 24 - g1 / 12 + g2 / 6;
        target[5 * stride] = g2;
    }
}

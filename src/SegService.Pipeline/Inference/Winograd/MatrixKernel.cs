using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SegService.Pipeline.Inference.Winograd;

/// <summary>
/// Products of a left matrix of <see cref="Rows"/> rows (tiles or pixels) and a packed panel of weights, whole in registers. Rows come in
/// blocks of <see cref="Lanes"/> channels, block by block: [block][row][16], so that every address is a constant away from one pointer.
/// </summary>
internal static unsafe class MatrixKernel
{
    /// <summary>float32 values in a vector: channels come in blocks of this.</summary>
    public const int Lanes = 16;

    /// <summary>Bytes of a vector, which is a line of the cache: memory begins at a multiple of it.</summary>
    public const int Alignment = Lanes * sizeof(float);

    /// <summary>Rows of the left matrix at once: with two vectors of outputs each, half the registers are sums.</summary>
    public const int Rows = 8;

    /// <summary>Blocks of 16 that so many channels take.</summary>
    public static int Blocks(int channels) => (channels + Lanes - 1) / Lanes;

    /// <summary>Eight rows by 32 outputs.</summary>
    /// <param name="left">[block][row][16], blocks <paramref name="stride"/> apart.</param>
    /// <param name="blocks">Blocks of 16 channels.</param>
    /// <param name="stride">Between blocks, in floats.</param>
    /// <param name="weights">[channel][32].</param>
    /// <param name="first">[row][16]: outputs 0 to 15; overwritten.</param>
    /// <param name="second">[row][16]: outputs 16 to 31; overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pair(float* left, int blocks, nint stride, float* weights, float* first, float* second)
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
        Vector512<float> b0 = default, b1 = default, b2 = default, b3 = default, b4 = default, b5 = default, b6 = default, b7 = default;
        for (; blocks > 0; blocks--, left += stride)
        {
            var x = left;
            for (var end = left + Lanes; x < end; x++, weights += 2 * Lanes)
            {
                var u = Vector512.Load(weights);
                var v = Vector512.Load(weights + Lanes);
                var x0 = Vector512.Create(x[0]);
                a0 = Vector512.FusedMultiplyAdd(x0, u, a0);
                b0 = Vector512.FusedMultiplyAdd(x0, v, b0);
                var x1 = Vector512.Create(x[16]);
                a1 = Vector512.FusedMultiplyAdd(x1, u, a1);
                b1 = Vector512.FusedMultiplyAdd(x1, v, b1);
                var x2 = Vector512.Create(x[32]);
                a2 = Vector512.FusedMultiplyAdd(x2, u, a2);
                b2 = Vector512.FusedMultiplyAdd(x2, v, b2);
                var x3 = Vector512.Create(x[48]);
                a3 = Vector512.FusedMultiplyAdd(x3, u, a3);
                b3 = Vector512.FusedMultiplyAdd(x3, v, b3);
                var x4 = Vector512.Create(x[64]);
                a4 = Vector512.FusedMultiplyAdd(x4, u, a4);
                b4 = Vector512.FusedMultiplyAdd(x4, v, b4);
                var x5 = Vector512.Create(x[80]);
                a5 = Vector512.FusedMultiplyAdd(x5, u, a5);
                b5 = Vector512.FusedMultiplyAdd(x5, v, b5);
                var x6 = Vector512.Create(x[96]);
                a6 = Vector512.FusedMultiplyAdd(x6, u, a6);
                b6 = Vector512.FusedMultiplyAdd(x6, v, b6);
                var x7 = Vector512.Create(x[112]);
                a7 = Vector512.FusedMultiplyAdd(x7, u, a7);
                b7 = Vector512.FusedMultiplyAdd(x7, v, b7);
            }
        }

        Store(first, a0, a1, a2, a3, a4, a5, a6, a7);
        Store(second, b0, b1, b2, b3, b4, b5, b6, b7);
    }

    /// <summary>Eight rows by 16 outputs; <paramref name="weights"/> are [channel][16].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Single(float* left, int blocks, nint stride, float* weights, float* first)
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
        for (; blocks > 0; blocks--, left += stride)
        {
            var x = left;
            for (var end = left + Lanes; x < end; x++, weights += Lanes)
            {
                var u = Vector512.Load(weights);
                a0 = Vector512.FusedMultiplyAdd(Vector512.Create(x[0]), u, a0);
                a1 = Vector512.FusedMultiplyAdd(Vector512.Create(x[16]), u, a1);
                a2 = Vector512.FusedMultiplyAdd(Vector512.Create(x[32]), u, a2);
                a3 = Vector512.FusedMultiplyAdd(Vector512.Create(x[48]), u, a3);
                a4 = Vector512.FusedMultiplyAdd(Vector512.Create(x[64]), u, a4);
                a5 = Vector512.FusedMultiplyAdd(Vector512.Create(x[80]), u, a5);
                a6 = Vector512.FusedMultiplyAdd(Vector512.Create(x[96]), u, a6);
                a7 = Vector512.FusedMultiplyAdd(Vector512.Create(x[112]), u, a7);
            }
        }

        Store(first, a0, a1, a2, a3, a4, a5, a6, a7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* rows, Vector512<float> r0, Vector512<float> r1, Vector512<float> r2, Vector512<float> r3,
        Vector512<float> r4, Vector512<float> r5, Vector512<float> r6, Vector512<float> r7)
    {
        r0.Store(rows);
        r1.Store(rows + 16);
        r2.Store(rows + 32);
        r3.Store(rows + 48);
        r4.Store(rows + 64);
        r5.Store(rows + 80);
        r6.Store(rows + 96);
        r7.Store(rows + 112);
    }
}

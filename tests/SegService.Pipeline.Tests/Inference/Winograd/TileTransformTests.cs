using SegService.Pipeline.Inference.Winograd;

namespace SegService.Pipeline.Tests.Inference.Winograd;

public sealed unsafe class TileTransformTests
{
    private const int Lanes = MatrixKernel.Lanes;

    /// <summary>Sixteen channels of 6 x 6 values, each with a filter of its own: by transforms, and by the definition of a convolution.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_product_of_transforms_is_a_convolution(int seed)
    {
        var random = new Random(seed);
        var tile = Enumerable.Range(0, 36 * Lanes).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var filters = Enumerable.Range(0, Lanes).Select(_ => Enumerable.Range(0, 9).Select(_ => random.NextSingle() - 0.5f).ToArray()).ToArray();

        var result = ByTransforms(tile, filters);

        for (var lane = 0; lane < Lanes; lane++)
        {
            for (var i = 0; i < 16; i++)
            {
                double expected = 0;
                for (var tap = 0; tap < 9; tap++)
                    expected += filters[lane][tap] * (double)tile[((i / 4 + tap / 3) * 6 + i % 4 + tap % 3) * Lanes + lane];
                Assert.Equal(expected, result[i * Lanes + lane], 2e-5);
            }
        }
    }

    private static float[] ByTransforms(float[] tile, float[][] filters)
    {
        var products = new float[36 * Lanes];
        var result = new float[16 * Lanes];
        fixed (float* from = tile, middle = products, to = result)
        {
            var rows = stackalloc float*[6];
            var columns = stackalloc nint[6];
            for (var i = 0; i < 6; i++)
            {
                rows[i] = from + i * 6 * Lanes;
                columns[i] = i * Lanes;
            }

            TileTransform.Input(rows, columns, middle, Lanes);
            for (var lane = 0; lane < Lanes; lane++)
            {
                var filter = new double[36];
                TileTransform.Filter(filters[lane], filter);
                for (var i = 0; i < 36; i++)
                    middle[i * Lanes + lane] *= (float)filter[i];
            }

            TileTransform.Output(middle, Lanes, to);
        }

        return result;
    }
}

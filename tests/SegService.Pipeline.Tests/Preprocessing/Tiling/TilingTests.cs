using SegService.Pipeline.Preprocessing;
using SegService.Pipeline.Preprocessing.Tiling;

namespace SegService.Pipeline.Tests.Preprocessing.Tiling;

public sealed class TilingTests
{
    private static ModelInput Noise(Random random, int channels, int height, int width)
    {
        var input = new ModelInput(channels, height, width);
        foreach (ref var value in input.Data.Span)
            value = random.NextSingle();
        return input;
    }

    /// <summary>Into planes that hold what no arithmetic gets rid of.</summary>
    private static float[][] StitchBack(TileGrid grid, ModelInput image)
    {
        var planes = Enumerable.Range(0, image.Channels).Select(_ => Enumerable.Repeat(float.NaN, image.Height * image.Width).ToArray()).ToArray();
        var stitcher = new TileStitcher(grid, planes);
        var tile = new float[image.Channels * grid.Rows.Side * grid.Columns.Side];
        for (var i = 0; i < grid.Count; i++)
        {
            grid.Read(image, i, tile);
            stitcher.Add(i, tile);
        }

        return planes;
    }

    [Theory]
    [InlineData(1, 1, 256, 64)]
    [InlineData(1, 700, 256, 64)]
    [InlineData(129, 129, 128, 32)]
    [InlineData(520, 696, 256, 64)]
    [InlineData(1000, 3, 128, 0)]
    [InlineData(769, 1537, 768, 64)]
    public void Cutting_and_stitching_gives_back_the_image_exactly(int height, int width, int maxSide, int overlap)
    {
        using var image = Noise(new Random(height + width), 2, height, width);

        var stitched = StitchBack(TileGrid.Cut(height, width, 16, maxSide, overlap), image);

        for (var channel = 0; channel < image.Channels; channel++)
            Assert.True(image.Plane(channel).Span.SequenceEqual(stitched[channel]), $"plane {channel} differs");
    }

    [Fact]
    public void Images_of_any_size_and_any_cut_come_back_exactly()
    {
        var random = new Random(7);
        for (var round = 0; round < 150; round++)
        {
            var (height, width) = (random.Next(1, 600), random.Next(1, 600));
            var maxSide = 64 * random.Next(2, 7);
            var (multiple, overlap) = (1 << random.Next(0, 7), random.Next(0, (maxSide / 4) + 1));
            using var image = Noise(random, 1, height, width);

            var stitched = StitchBack(TileGrid.Cut(height, width, multiple, maxSide, overlap), image);

            Assert.True(image.Plane(0).Span.SequenceEqual(stitched[0]), $"{height} x {width}, {maxSide}, {multiple}, {overlap}");
        }
    }

    [Fact]
    public void Tiles_fit_the_rules_for_every_length()
    {
        for (var length = 1; length < 4000; length++)
        {
            var axis = TileAxis.Cut(length, 32, 768, 64);

            Assert.True(axis.Side % 64 == 0 && axis.Side <= 768, $"{length}: side {axis.Side}");
            Assert.Equal(0, axis.Start(0));
            Assert.True(axis.Start(axis.Count - 1) + axis.Side >= length, $"{length}: the end is not covered");
            for (var tile = 1; tile < axis.Count; tile++)
                Assert.True(axis.Start(tile - 1) + axis.Side - axis.Start(tile) >= 64, $"{length}: tiles {tile - 1} and {tile} overlap too little");
        }
    }

    [Fact]
    public void Used_parts_cover_an_axis_and_their_shares_add_up_to_one()
    {
        foreach (var length in new[] { 1, 300, 769, 1024, 3333 })
        {
            var axis = TileAxis.Cut(length, 16, 768, 64);
            var total = new float[length];
            for (var tile = 0; tile < axis.Count; tile++)
            {
                for (var offset = axis.Used(tile).Start.Value; offset < axis.Used(tile).End.Value; offset++)
                    total[axis.Start(tile) + offset] += axis.Share(tile, offset).Own;
            }

            Assert.All(total, share => Assert.Equal(1, share, 1e-6));
        }
    }

    [Theory]
    [InlineData(256, 1, 256)]
    [InlineData(300, 1, 320)]
    [InlineData(520, 1, 576)]
    [InlineData(768, 1, 768)]
    [InlineData(1024, 2, 576)]
    public void Common_sizes_take_few_tiles_of_little_padding(int length, int tiles, int side)
    {
        var axis = TileAxis.Cut(length, 16, 768, 64);

        Assert.Equal((tiles, side), (axis.Count, axis.Side));
    }

    [Fact]
    public void Padding_mirrors_the_image_without_repeating_its_edge()
    {
        using var image = new ModelInput(1, 1, 3);
        new float[] { 1, 2, 3 }.CopyTo(image.Data);
        var tile = new float[64 * 64];

        TileGrid.Cut(1, 3, 16, 128, 0).Read(image, 0, tile);

        Assert.Equal([1, 2, 3, 2, 1, 2, 3, 2], tile[..8]);
        Assert.Equal(tile[..64], tile[64..128]);
    }

    [Fact]
    public void Tiles_that_disagree_are_blended_without_a_step()
    {
        var grid = TileGrid.Cut(64, 200, 16, 128, 32);
        var row = new float[64 * 200];
        var stitcher = new TileStitcher(grid, [row]);
        for (var tile = 0; tile < grid.Count; tile++)
            stitcher.Add(tile, Enumerable.Repeat((float)tile, grid.Rows.Side * grid.Columns.Side).ToArray());

        Assert.Equal((0, grid.Count - 1), (row[0], row[199]));
        for (var x = 1; x < 200; x++)
            Assert.InRange(row[x] - row[x - 1], 0, 0.1f);
    }
}

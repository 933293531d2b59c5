using OpenCvSharp;
using SegService.Pipeline.Preprocessing;

namespace SegService.Pipeline.Tests.Preprocessing;

public sealed class ViewStackTests
{
    private static readonly string[] Extended = ["rgb", "clahe", "flat"];

    [Fact]
    public void The_planes_of_all_views_follow_each_other()
    {
        using var image = Discs(new Scalar(10, 10, 10), (200, 40), (200, 120));

        using var input = ViewStack.Create(Extended).Render(image);
        using var colour = ViewStack.Create(["rgb"]).Render(image);
        using var flat = ViewStack.Create(["flat"]).Render(image);

        Assert.Equal((5, image.Rows, image.Cols), (input.Channels, input.Height, input.Width));
        for (var channel = 0; channel < 3; channel++)
            Assert.Equal(colour.Plane(channel).ToArray(), input.Plane(channel).ToArray());
        Assert.Equal(flat.Plane(0).ToArray(), input.Plane(4).ToArray());
    }

    [Fact]
    public void The_same_pixels_give_the_same_planes()
    {
        using var image = Noise(120, 90);
        using var first = ViewStack.Create(Extended).Render(image);
        using var second = ViewStack.Create(Extended).Render(image);

        Assert.Equal(first.Data.ToArray(), second.Data.ToArray());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 200)]
    [InlineData(257, 31)]
    public void Any_size_gives_finite_values_of_moderate_size(int width, int height)
    {
        using var image = Noise(width, height);
        using var input = ViewStack.Create(Extended).Render(image);

        Assert.All(input.Data.ToArray(), value => Assert.InRange(value, -1.5f, 1.5f));
    }

    [Fact]
    public void A_dim_image_is_shown_as_an_evenly_scaled_bright_one_is()
    {
        using var dim = Discs(new Scalar(4, 4, 4), (24, 40), (14, 120));
        using var bright = new Mat();
        dim.ConvertTo(bright, -1, 10);
        var stack = ViewStack.Create(["rgb", "flat"]);
        using var shownDim = stack.Render(dim);
        using var shownBright = stack.Render(bright);

        var difference = shownDim.Data.ToArray().Zip(shownBright.Data.ToArray(), (a, b) => Math.Abs(a - b)).Max();
        Assert.True(difference < 0.01, $"largest difference {difference}");
    }

    [Fact]
    public void A_nucleus_a_tenth_as_bright_stands_out_of_the_flat_view_half_as_much()
    {
        using var image = Discs(new Scalar(5, 5, 5), (250, 40), (30, 120));
        using var colour = ViewStack.Create(["rgb"]).Render(image);
        using var flat = ViewStack.Create(["flat"]).Render(image);

        Assert.True(Rise(colour, 120) < 0.15 * Rise(colour, 40));
        Assert.True(Rise(flat, 120) > 0.5 * Rise(flat, 40), $"{Rise(flat, 120)} against {Rise(flat, 40)}");
    }

    [Theory]
    [InlineData("clahe")]
    [InlineData("flat")]
    public void Nuclei_are_bright_whatever_the_ground(string view)
    {
        using var dark = Discs(new Scalar(20, 20, 20), (200, 40), (180, 120));
        using var lit = Discs(new Scalar(235, 230, 240), (90, 40), (110, 120));
        foreach (var image in new[] { dark, lit })
        {
            using var input = ViewStack.Create([view]).Render(image);
            Assert.True(Rise(input, 40) > 0.1);
            Assert.True(Rise(input, 120) > 0.1);
        }
    }

    [Fact]
    public void A_view_of_an_unknown_name_is_refused_by_name()
    {
        var refusal = Assert.Throws<ArgumentException>(() => ViewStack.Create(["rgb", "lab"]));
        Assert.Contains("'lab'", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ViewStack.Create([]));
    }

    /// <summary>How far the disc at x lies above the ground in the first plane.</summary>
    private static float Rise(ModelInput input, int x)
    {
        var plane = input.Plane(0).Span;
        return plane[(40 * input.Width) + x] - plane[(40 * input.Width) + 80];
    }

    /// <summary>160 x 80, grey discs of radius 12 at height 40.</summary>
    private static Mat Discs(Scalar ground, params (int Level, int X)[] discs)
    {
        var image = new Mat(80, 160, MatType.CV_8UC3, ground);
        foreach (var (level, x) in discs)
            Cv2.Circle(image, new Point(x, 40), 12, Scalar.All(level), thickness: -1);
        return image;
    }

    private static Mat Noise(int width, int height)
    {
        var image = new Mat(height, width, MatType.CV_8UC3);
        new RNG(7).Fill(image, DistributionType.Uniform, Scalar.All(0), Scalar.All(256));
        return image;
    }
}

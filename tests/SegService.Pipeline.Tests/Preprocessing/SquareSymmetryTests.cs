using SegService.Pipeline.Preprocessing;

namespace SegService.Pipeline.Tests.Preprocessing;

public sealed class SquareSymmetryTests
{
    public static TheoryData<bool, bool, bool> Symmetries =>
        new(SquareSymmetry.All.Select(symmetry => (symmetry.Transpose, symmetry.FlipX, symmetry.FlipY)));

    [Fact]
    public void There_are_eight_different_ones()
    {
        float[] plane = [0, 1, 2, 3];
        var results = SquareSymmetry.All.Select(symmetry => string.Join(',', Apply(symmetry, plane, 2, 2)));

        Assert.Equal(8, results.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Symmetries))]
    public void The_inverse_gives_the_plane_back(bool transpose, bool flipX, bool flipY)
    {
        var symmetry = new SquareSymmetry(transpose, flipX, flipY);
        var random = new Random(1);
        var plane = Enumerable.Range(0, 7 * 5).Select(_ => random.NextSingle()).ToArray();

        var transformed = Apply(symmetry, plane, 7, 5);
        var (width, height) = transpose ? (5, 7) : (7, 5);

        Assert.Equal(plane, Apply(symmetry.Inverse, transformed, width, height));
    }

    [Fact]
    public void Flipping_x_mirrors_left_and_right() =>
        Assert.Equal([2, 1, 0, 5, 4, 3], Apply(new SquareSymmetry(false, true, false), [0, 1, 2, 3, 4, 5], 3, 2));

    [Fact]
    public void Every_plane_of_an_input_is_transformed()
    {
        using var input = new ModelInput(2, 1, 2);
        new float[] { 1, 2, 3, 4 }.CopyTo(input.Data);

        using var turned = new SquareSymmetry(true, false, true).Apply(input);

        Assert.Equal((2, 2, 1), (turned.Channels, turned.Height, turned.Width));
        Assert.Equal([2, 1, 4, 3], turned.Data.ToArray());
    }

    private static float[] Apply(SquareSymmetry symmetry, float[] plane, int width, int height)
    {
        var target = new float[plane.Length];
        symmetry.Apply(plane, width, height, target);
        return target;
    }
}

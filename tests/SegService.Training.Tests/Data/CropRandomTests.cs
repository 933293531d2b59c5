using SegService.Training.Data;

namespace SegService.Training.Tests.Data;

public sealed class CropRandomTests
{
    [Fact]
    public void A_crop_s_randomness_depends_on_seed_and_number_alone()
    {
        Assert.Equal(Draws(1, 7), Draws(1, 7));
        Assert.NotEqual(Draws(1, 7), Draws(1, 8));
        Assert.NotEqual(Draws(1, 7), Draws(2, 7));
    }

    [Fact]
    public void Neighbouring_crops_are_unrelated()
    {
        var firsts = Enumerable.Range(0, 2000).Select(crop => new CropRandom(3, crop).Between(0, 1)).ToArray();

        Assert.Equal(0.5, firsts.Average(), 0.05);
        var product = firsts.Zip(firsts.Skip(1), (a, b) => (a - 0.5) * (b - 0.5)).Average();
        Assert.Equal(0, product * 12, 0.1);
    }

    private static double[] Draws(int seed, long crop)
    {
        var random = new CropRandom(seed, crop);
        return [.. Enumerable.Range(0, 5).Select(_ => random.Between(0, 1))];
    }
}

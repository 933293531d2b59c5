using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Postprocessing.Regions;
using SegService.Training.Calibration;
using SegService.Training.Regions;

namespace SegService.Training.Tests.Regions;

public sealed class RegionExamplesTests
{
    /// <summary>Two nuclei that touch, seen as they are: each is right, both together are not.</summary>
    [Fact]
    public void A_region_s_quality_is_the_share_of_thresholds_it_passes()
    {
        var examples = RegionExamples.Of(Touching(split: 20), new());

        Assert.Equal([1, 1, 0], examples.Qualities);
        Assert.Equal([RegionFeatures.Names.Count, RegionFeatures.Names.Count, RegionFeatures.Names.Count], examples.Features.Select(row => row.Length));
        Assert.Equal(1 / 8f, examples.Weight);
    }

    /// <summary>30 of 40 columns are one nucleus: what is 20 wide has an IoU of 2/3, the whole one of 3/4.</summary>
    [Fact]
    public void A_region_that_covers_part_of_a_nucleus_passes_some()
    {
        var examples = RegionExamples.Of(Touching(split: 30), new());

        Assert.Equal([0.4f, 0, 0.5f], examples.Qualities);
    }

    [Fact]
    public void A_fit_learns_what_tells_good_regions_from_bad()
    {
        var random = new Random(1);
        var images = Enumerable.Range(0, 150).Select(_ => Examples(random)).ToArray();

        var model = RegionFit.Fit(images, expectedScore: 0.4, seed: 1);

        Assert.Empty(model.Defects());
        Assert.Equal(0.4, model.ExpectedScore);
        var fresh = Examples(random);
        var error = model.Judge(fresh.Features).Zip(fresh.Qualities, (judged, quality) => Math.Abs(judged - quality)).Average();
        Assert.InRange(error, 0, 0.1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_fit()
    {
        RegionExamples[] images = [Examples(new Random(2))];

        Assert.Equal(RegionFit.Fit(images, 0.4, seed: 3).Layers[0].Weights, RegionFit.Fit(images, 0.4, seed: 3).Layers[0].Weights);
    }

    /// <summary>Good where the fifth feature is above the second, whatever the others are.</summary>
    private static RegionExamples Examples(Random random)
    {
        float[][] features = [.. Enumerable.Range(0, 60).Select(_ => RegionFeatures.Names.Select(_ => random.NextSingle()).ToArray())];
        return new(features, [.. features.Select(row => row[4] > row[1] ? 0.9f : 0.1f)], 1);
    }

    /// <summary>A bar of 40 x 10 with two peaks, 20 columns each.</summary>
    /// <param name="split">Columns of the first nucleus; those of the second follow.</param>
    private static HeldOutImage Touching(int split)
    {
        const int width = 44, height = 14;
        float[] nucleus = new float[width * height], marker = new float[width * height];
        var truth = new int[width * height];
        for (var y = 2; y < 12; y++)
        {
            for (var x = 0; x < 40; x++)
            {
                var pixel = (y * width) + x + 2;
                nucleus[pixel] = 1;
                marker[pixel] = 1 - (Math.Abs((x % 20) - 9.5f) / 10);
                truth[pixel] = x < split ? 1 : split == 20 ? 2 : 0;
            }
        }

        return new("bar", "fluorescence", new(width, height, nucleus, new float[nucleus.Length], marker), LabelImage.Adopt(width, height, truth));
    }
}

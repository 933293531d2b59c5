using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Postprocessing.Regions;

namespace SegService.Pipeline.Tests.Postprocessing.Regions;

public sealed class RegionModelTests
{
    private static readonly Scene _touching = new Scene(60, 40).Disc(20, 20, 11).Disc(38, 20, 11);

    [Fact]
    public void Inputs_are_scaled_layers_follow_each_other_and_the_answer_is_within_0_and_1()
    {
        var model = Model(new([Row(0, 2), Row(1, -1)], [0.1f, 0]), new([[0.5f, 0.25f]], [0.05f])) with { Means = [.. Row(0, 1)], Deviations = [.. Enumerable.Repeat(2f, 16)] };
        float[] features = [.. Row(0, 1.4f)];
        features[1] = -2;

        // 2 x 0.2 + 0.1 = 0.5 and -1 x -1 = 1; 0.5 x 0.5 + 0.25 x 1 + 0.05
        Assert.Equal(0.55f, Assert.Single(model.Judge([features])), 1e-5f);
        Assert.Equal(1, Assert.Single(model.Judge([[.. Row(0, 100)]])));
        Assert.Equal(0.05f, Assert.Single(model.Judge([[.. Row(0, -100)]])), 1e-5f);
    }

    [Theory]
    [InlineData(0, 1, 2)] // all are as good: two count more than one
    [InlineData(1, 0.3f, 1)] // the larger the better
    [InlineData(0, 0, 0)]
    public void It_decides_what_of_touching_nuclei_is_one(float area, float bias, int instances)
    {
        var maps = _touching.WithMarker(_touching.Plane());

        using var labels = InstanceSegmenter.Segment(maps, new(), Model(new RegionLayer([Row(0, area)], [bias])));

        Assert.Equal(instances, labels.Count);
        Assert.Equal(instances == 1, instances > 0 && labels[20, 20] == labels[38, 20]);
    }

    [Fact]
    public void Peaks_below_the_seed_threshold_begin_nothing()
    {
        var maps = new Scene(60, 40).Disc(20, 20, 11).WithMarker(_touching.Plane());
        for (var i = 0; i < maps.Marker!.Length; i++)
            maps.Marker[i] = Math.Max(maps.Marker[i] * 0.6f, i % 60 > 22 ? maps.Marker[i] * 0.4f : 0);
        var all = Model(new RegionLayer([Row(0, 0)], [1]));

        using var labels = InstanceSegmenter.Segment(maps, new() { SeedThreshold = 0.5 }, all);
        using var none = InstanceSegmenter.Segment(maps, new() { SeedThreshold = 0.9, MinArea = 1000 }, all);

        Assert.Equal(1, labels.Count);
        Assert.Equal(0, none.Count);
    }

    [Fact]
    public void A_network_without_a_border_is_segmented_as_if_there_were_no_model()
    {
        var maps = _touching.WithMarker();

        using var labels = InstanceSegmenter.Segment(maps, new(), Model(new RegionLayer([Row(0, 0)], [0])));

        Assert.Equal(2, labels.Count);
    }

    [Fact]
    public void Defects_are_named()
    {
        var good = Model(new RegionLayer([Row(0, 1)], [0]));

        Assert.Empty(good.Defects());
        Assert.Contains("features", Assert.Single((good with { Features = ["area"], Means = [0], Deviations = [1], Layers = [new([[1]], [0])] }).Defects()));
        Assert.Contains("deviations", Assert.Single((good with { Deviations = new float[16] }).Defects()));
        Assert.Contains("means", Assert.Single((good with { Means = [0] }).Defects()));
        Assert.Contains("expectedScore", Assert.Single((good with { ExpectedScore = 1.1 }).Defects()));
        Assert.Contains("16 values", Assert.Single((good with { Layers = [new([[1]], [0])] }).Defects()));
        Assert.Contains("one output", Assert.Single((good with { Layers = [] }).Defects()));
        Assert.Contains("one output", Assert.Single((good with { Layers = [new([Row(0, 1), Row(0, 1)], [0, 0])] }).Defects()));
    }

    private static float[] Row(int feature, float value)
    {
        var row = new float[RegionFeatures.Names.Count];
        row[feature] = value;
        return row;
    }

    private static RegionModel Model(params RegionLayer[] layers) => new()
    {
        Features = RegionFeatures.Names, Means = new float[16], Deviations = [.. Enumerable.Repeat(1f, 16)], Layers = layers, ExpectedScore = 0.35,
    };
}

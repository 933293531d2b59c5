using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Tests.Evaluation;

public sealed class OverlapTableTests
{
    [Fact]
    public void Areas_and_shared_pixels_agree_with_counting_pair_by_pair()
    {
        var random = new Random(7);
        var truth = LabelImage.Adopt(23, 17, [.. Enumerable.Range(0, 23 * 17).Select(_ => random.Next(5))]);
        var prediction = LabelImage.Adopt(23, 17, [.. Enumerable.Range(0, 23 * 17).Select(_ => random.Next(4))]);

        var table = OverlapTable.Of(truth, prediction);

        Assert.Equal(4 * 3, table.Overlaps.Count);
        Assert.All(table.Overlaps, overlap => Assert.Equal(
            truth.Labels.Zip(prediction.Labels).Count(pair => pair == (overlap.Truth, overlap.Prediction)), overlap.Pixels));
        Assert.All(Enumerable.Range(0, 5), label => Assert.Equal(truth.Labels.Count(l => l == label), table.TruthAreas[label]));
        Assert.All(Enumerable.Range(0, 4), label => Assert.Equal(prediction.Labels.Count(l => l == label), table.Areas[label]));
    }
}

using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Tests.Evaluation;

/// <summary>Every expected number is worked out by hand from the drawing above it.</summary>
public sealed class InstanceMatcherTests
{
    [Fact]
    public void The_truth_itself_is_right_at_every_threshold()
    {
        var score = Score("aab.", "aab.");

        Assert.Equal(1, score.Score);
        Assert.Equal(Enumerable.Repeat(2, 10), score.TruePositives);
        Assert.Equal(1, score.MeanMatchedIou);
        Assert.Equal([1.0, 1.0], score.AreaRatios);
    }

    // IoU 3/4: exceeds 0.50 to 0.70, five of ten thresholds; 0.75 itself is not exceeded.
    [Fact]
    public void An_iou_of_exactly_a_threshold_does_not_exceed_it()
    {
        var score = Score("aaaa", "aaa.");

        Assert.Equal(0.5, score.Score);
        Assert.Equal(1, score.Ap(4));
        Assert.Equal(0, score.Ap(5));
        Assert.Equal(0.75, score.MeanMatchedIou);
        Assert.Equal([0.75], score.AreaRatios);
    }

    // a and b exchange places in the prediction; c is too short by half.
    [Fact]
    public void Pairs_are_told_by_their_labels()
    {
        var score = Score("aaa.bbb.cc", "bbb.aaa.c.");

        Assert.Equal([new MatchedPair(1, 1, 1), new MatchedPair(2, 2, 1)], score.Matches);
    }

    [Fact]
    public void Half_is_not_a_hit() => Assert.Equal(0, Score("aa..", "a...").Score);

    // a: IoU 1; b: missed; two predictions of nothing: TP 1, FP 2, FN 1.
    [Fact]
    public void Misses_and_inventions_both_count()
    {
        var score = Score("aa..bb....", "aa....cc.d");

        Assert.Equal(0.25, score.Score);
        Assert.Equal(0.25, score.Ap(0));
        Assert.Equal(0.4, score.F1(0));
        Assert.Equal(1.0 / 3, score.Precision, 12);
        Assert.Equal(0.5, score.Recall);
    }

    [Theory]
    [InlineData("....", "....", 1)]
    [InlineData("aa..", "....", 0)]
    [InlineData("....", "aa..", 0)]
    public void Empty_images_are_right_only_together(string truth, string prediction, double expected)
    {
        var score = Score(truth, prediction);

        Assert.Equal(expected, score.Score);
        Assert.Equal(expected, score.F1(9));
        Assert.Equal(expected, score.Precision);
        Assert.Equal(expected, score.Recall);
        Assert.Equal(expected, score.MeanMatchedIou);
    }

    [Theory]
    [InlineData("aaa.bbb.", "aaaaaaa.", 1, 0)] // one prediction holds two truths whole
    [InlineData("aaaaaaa.", "aaa.bbb.", 0, 1)]
    [InlineData("aaaabbbb", "aaaaaabb", 0, 0)] // half of b is not more than half
    [InlineData("aaaabbb.", "aaaaaab.", 1, 0)]
    [InlineData("aabbccdd", "aaaabbbb", 2, 0)]
    public void Merges_and_splits_are_counted(string truth, string prediction, int merges, int splits)
    {
        var score = Score(truth, prediction);

        Assert.Equal((merges, splits), (score.Merges, score.Splits));
    }

    [Fact]
    public void Images_of_different_size_cannot_be_compared() => Assert.Throws<ArgumentException>(() => Score("aa..", "aaa"));

    [Fact]
    public void A_dataset_averages_scores_over_images_and_counts_over_instances()
    {
        var dataset = DatasetScore.Of([Score("aaaa", "aaa."), Score("aabb", "aabb"), Score("....", "....")]);

        Assert.Equal((0.5 + 1 + 1) / 3, dataset.Score, 12);
        Assert.Equal((3, 3, 3), (dataset.Images, dataset.TruthCount, dataset.Count));
        Assert.Equal(2.0 / 3, dataset.Ap[5], 12);
        Assert.Equal(2.0 / 3, dataset.F1[5], 12);
        Assert.Equal((0.75 + 1 + 1) / 3, dataset.MeanMatchedIou, 12);
        Assert.Equal(1, dataset.MedianAreaRatio);
    }

    [Fact]
    public void A_dataset_of_nothing_found_has_no_area_ratio() =>
        Assert.Null(DatasetScore.Of([Score("aa..", "....")]).MedianAreaRatio);

    private static ImageScore Score(string truth, string prediction) => InstanceMatcher.Score(Row(truth), Row(prediction));

    private static LabelImage Row(string drawing) =>
        LabelImage.Adopt(drawing.Length, 1, [.. drawing.Select(c => c == '.' ? 0 : c - 'a' + 1)]);
}

using Microsoft.Extensions.Time.Testing;
using SegService.Evaluate.Data;
using SegService.Evaluate.Scoring;
using SegService.Evaluate.Tests.Segmenters;
using SegService.Pipeline;
using SegService.Pipeline.Postprocessing;

namespace SegService.Evaluate.Tests.Scoring;

public sealed class EvaluationRunTests : IDisposable
{
    private readonly KaggleFolder _folder = new KaggleFolder("a", "b", "c").WithFolds("a,histology,histology-64x64,0", "b,fluorescence,fluorescence-64x64,1");
    private readonly DataFolder _data;
    private readonly WorstImages _worst = new(2);

    public EvaluationRunTests() => _data = DataFolder.Open(_folder.Path);

    public void Dispose()
    {
        _data.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Images_are_scored_in_their_order_with_their_groups_and_the_worst_are_kept()
    {
        var scored = await ScoreAsync(id => id == "b" ? OneOfTwo(id) : Truth(id));

        Assert.Equal(["a", "b", "c"], scored.Select(image => image.ImageId));
        Assert.Equal([1, 0.5, 1], scored.Select(image => image.Score.Score)); // one right, one missed: 1 / (1 + 0 + 1) at each threshold
        Assert.Equal(["histology-64x64", "fluorescence-64x64", null], scored.Select(image => image.Group?.Acquisition));
        Assert.Equal(["b", "a"], _worst.InOrder().Select(image => image.Scored.ImageId));
    }

    [Fact]
    public async Task An_image_that_fails_scores_as_if_nothing_was_found_and_says_why()
    {
        var scored = await ScoreAsync(id => id == "c" ? new Failure(FailureKind.ModelFault, "It broke.") : Truth(id));

        Assert.Equal((0, "It broke."), (scored[2].Score.Score, scored[2].Failure));
        Assert.Equal([null, null], scored.Take(2).Select(image => image.Failure));
    }

    [Fact]
    public async Task A_request_that_is_wrong_for_every_image_ends_the_run()
    {
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => ScoreAsync(_ => new Failure(FailureKind.UnknownModel, "There is no model 'x'.")));

        Assert.Equal("There is no model 'x'.", fault.Message);
    }

    [Fact]
    public async Task Masks_of_another_size_end_the_run() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => ScoreAsync(_ => LabelImage.Adopt(1, 1, [0])));

    private Task<IReadOnlyList<EvaluatedImage>> ScoreAsync(Func<string, Outcome<LabelImage>> answer) =>
        new EvaluationRun(new FakeSegmenter(answer), _data, _worst, new Progress(TextWriter.Null, new FakeTimeProvider()))
            .ScoreAsync(_data.Images.ImageIds, threads: 2, CancellationToken.None);

    private LabelImage Truth(string id) => _data.Images.Read(id).Truth;

    private LabelImage OneOfTwo(string id) => LabelImage.Adopt(KaggleFolder.Size, KaggleFolder.Size, [.. Truth(id).Labels.Select(label => label == 1 ? 1 : 0)]);
}

using System.Collections.Concurrent;
using SegService.Evaluate.Data;
using SegService.Evaluate.Segmenters;
using SegService.Pipeline;
using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Postprocessing;

namespace SegService.Evaluate.Scoring;

/// <summary>Segments and scores images, several at once; keeps the labels of the worst ones only.</summary>
internal sealed class EvaluationRun(IImageSegmenter segmenter, DataFolder data, WorstImages worst, Progress progress)
{
    private readonly ConcurrentDictionary<string, EvaluatedImage> _scored = new(StringComparer.Ordinal);
    private string? _model;

    /// <summary>"name@version" of what ran; null as long as no image could be segmented.</summary>
    public string? Model => _model;

    /// <returns>In the order of <paramref name="imageIds"/>.</returns>
    /// <exception cref="InvalidDataException">A mask of the data set is damaged, or the request is wrong whatever the image.</exception>
    public async Task<IReadOnlyList<EvaluatedImage>> ScoreAsync(IReadOnlyList<string> imageIds, int threads, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(imageIds, options, async (id, stop) =>
        {
            var scored = _scored[id] = await ScoreAsync(data.Images.Read(id), stop);
            progress.Done(scored.Score.Score, imageIds.Count);
        });
        return [.. imageIds.Select(id => _scored[id])];
    }

    private async Task<EvaluatedImage> ScoreAsync(KaggleImage image, CancellationToken cancellationToken)
    {
        var outcome = await segmenter.SegmentAsync(image.ImageId, image.Image, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (outcome.Failure is { Kind: FailureKind.UnknownModel or FailureKind.InvalidParameter } wrong)
            throw new InvalidDataException(wrong.Detail);
        if (outcome.TryGet(out var prediction, out var failure) && !SameSize(prediction.Labels, image.Truth))
            throw new InvalidDataException($"The masks of {image.ImageId} are not of the image's size.");

        _model ??= prediction?.Model;
        var labels = prediction?.Labels ?? Empty(image.Truth);
        var scored = new EvaluatedImage(image.ImageId, data.Folds?.Find(image.ImageId), InstanceMatcher.Score(image.Truth, labels), failure?.Detail);
        worst.Offer(new WorstImage(scored, image, labels));
        return scored;
    }

    private static bool SameSize(LabelImage one, LabelImage other) => one.Width == other.Width && one.Height == other.Height;

    private static LabelImage Empty(LabelImage size) => LabelImage.Adopt(size.Width, size.Height, new int[size.Labels.Length]);
}

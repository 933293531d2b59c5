using SegService.Evaluate.Segmenters;
using SegService.Pipeline;
using SegService.Pipeline.Postprocessing;

namespace SegService.Evaluate.Tests.Segmenters;

/// <summary>Answers each image by its id, as the test says.</summary>
internal sealed class FakeSegmenter(Func<string, Outcome<LabelImage>> answer) : IImageSegmenter
{
    public Task<Outcome<Prediction>> SegmentAsync(string imageId, ReadOnlyMemory<byte> image, CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<Prediction>>(answer(imageId).TryGet(out var labels, out var failure) ? new Prediction(labels, "fake@1") : failure);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

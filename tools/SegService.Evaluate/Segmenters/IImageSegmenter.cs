using SegService.Pipeline;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;

namespace SegService.Evaluate.Segmenters;

/// <summary>What is evaluated: encoded image in, instances out. Called from several threads at once.</summary>
internal interface IImageSegmenter : IAsyncDisposable
{
    /// <summary>What the model was trained on, where that is known.</summary>
    TrainingOrigin? Training => null;

    Task<Outcome<Prediction>> SegmentAsync(string imageId, ReadOnlyMemory<byte> image, CancellationToken cancellationToken);
}

/// <param name="Labels">The instances found.</param>
/// <param name="Model">"name@version" of what ran, aliases resolved.</param>
internal sealed record Prediction(LabelImage Labels, string Model);

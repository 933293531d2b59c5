using SegService.Pipeline.Decoding;
using SegService.Pipeline.Measurement;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline;

/// <summary>One image's instances with everything an encoder needs to describe them. Owns the decoded image and its place
/// among the admitted ones, labels and maps.</summary>
public sealed class SegmentationResult : IDisposable
{
    /// <summary>Unique to this run.</summary>
    public required string Id { get; init; }

    public required string ImageId { get; init; }

    /// <summary>SHA-256 of the uploaded bytes, lower-case hex.</summary>
    public required string ImageSha256 { get; init; }

    public required ModelIdentity Model { get; init; }

    /// <summary>The parameters as used: every null filled in.</summary>
    public required SegmentationParameters Parameters { get; init; }

    public required DecodedImage Image { get; init; }

    public required LabelImage Labels { get; init; }

    /// <summary>In the order of their ids: instance i is at index i - 1.</summary>
    public required IReadOnlyList<Instance> Instances { get; init; }

    /// <summary>The network's maps; null for classic.</summary>
    public SegmentationMaps? Maps { get; init; }

    public required StageTimings Timings { get; init; }

    /// <summary>The image's share of the pixel budget; null where nothing was admitted.</summary>
    public IDisposable? Permit { get; init; }

    public void Dispose()
    {
        Image.Dispose();
        Labels.Dispose();
        Maps?.Dispose();
        Permit?.Dispose();
    }
}

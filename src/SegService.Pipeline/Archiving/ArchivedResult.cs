using System.Text.Json.Serialization;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.Encoding;
using SegService.Pipeline.Measurement;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Archiving;

/// <summary>
/// What is kept of a result: everything but the image's pixels, which the upload still has. As JSON, Brotli-compressed
/// (<see cref="ResultArchive"/>).
/// </summary>
public sealed record ArchivedResult
{
    /// <summary>The layout; a change that older readers would misread raises it.</summary>
    public const int CurrentVersion = 1;

    public required int Version { get; init; }

    public required string Id { get; init; }

    public required string ImageId { get; init; }

    public required string ImageSha256 { get; init; }

    public required ModelIdentity Model { get; init; }

    /// <summary>As used: every null filled in.</summary>
    public required SegmentationParameters Parameters { get; init; }

    public required ImageInfo Image { get; init; }

    /// <summary>The label image: Kaggle run-length encoding of instance i at index i - 1.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    public required IReadOnlyList<Instance> Instances { get; init; }

    /// <summary>Milliseconds by stage.</summary>
    public required IReadOnlyDictionary<string, double> Timings { get; init; }

    /// <summary>The nucleus probabilities as an 8-bit grey PNG, 255 = 1: off by 0.002 at most. Null for classic.</summary>
    public byte[]? Nucleus { get; init; }

    internal static ArchivedResult Of(SegmentationResult result)
    {
        var runs = KaggleRle.Encode(result.Labels);
        return new ArchivedResult
        {
            Version = CurrentVersion,
            Id = result.Id,
            ImageId = result.ImageId,
            ImageSha256 = result.ImageSha256,
            Model = result.Model,
            Parameters = result.Parameters,
            Image = result.Image.Info,
            Labels = [.. Enumerable.Range(1, runs.Count).Select(id => KaggleRle.ToText(runs[id]))],
            Instances = result.Instances,
            Timings = result.Timings.Milliseconds.ToDictionary(),
            Nucleus = result.Maps is { } maps ? ProbabilityPng.Write(maps) : null,
        };
    }

    /// <summary>The result as it was, around the image given.</summary>
    internal SegmentationResult Restore(DecodedImage image, IDisposable permit, TimeProvider time) => new()
    {
        Id = Id,
        ImageId = ImageId,
        ImageSha256 = ImageSha256,
        Model = Model,
        Parameters = Parameters,
        Image = image,
        Labels = KaggleRle.Decode(Image.Width, Image.Height, Labels).Value,
        Instances = Instances,
        Maps = Nucleus is null ? null : ProbabilityPng.Read(Nucleus),
        Timings = RestoreTimings(time),
        Permit = permit,
    };

    private StageTimings RestoreTimings(TimeProvider time)
    {
        var timings = new StageTimings(time);
        foreach (var (stage, milliseconds) in Timings)
            timings.Add(stage, TimeSpan.FromTicks((long)Math.Round(milliseconds * TimeSpan.TicksPerMillisecond)));
        return timings;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ArchivedResult))]
internal sealed partial class ArchiveJson : JsonSerializerContext;

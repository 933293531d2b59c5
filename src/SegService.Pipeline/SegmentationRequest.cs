namespace SegService.Pipeline;

/// <summary>One image to segment and how.</summary>
public sealed record SegmentationRequest
{
    /// <summary>The upload as it came: an encoded PNG, JPEG, BMP, WebP or TIFF.</summary>
    public required ReadOnlyMemory<byte> Image { get; init; }

    /// <summary>Name or alias of a model.</summary>
    public string Model { get; init; } = "default";

    /// <summary>Names the image in CSV and COCO; the SHA-256 of the bytes where null.</summary>
    public string? ImageId { get; init; }

    public SegmentationParameters Parameters { get; init; } = new();

    /// <summary>Whether the result's pixels will be looked at; where not, they may be missing from it.</summary>
    public bool NeedsPixels { get; init; } = true;

    /// <summary>
    /// Asked once, with the pixels of the page as its header has them, when the image is within the limits and there is room for it but
    /// nothing is decoded yet: a caller's quota. A failure ends the request.
    /// </summary>
    public Func<long, Failure?>? Charge { get; init; }
}

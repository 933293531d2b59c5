namespace SegService.Pipeline;

/// <summary>What a caller may choose for one image. Null means: as the model's bundle says.</summary>
public sealed record SegmentationParameters
{
    /// <summary>Page of a multi-page TIFF, from 0.</summary>
    public int Page { get; init; }

    /// <summary>The only channel to use, from 0; null uses all.</summary>
    public int? Channel { get; init; }

    /// <summary>Zoom applied before inference, 0.25..4; null chooses it by the estimated nucleus diameter.</summary>
    public double? Scale { get; init; }

    /// <summary>Average the predictions over the eight rotations and reflections of the square (D4).</summary>
    public bool Tta { get; init; }

    /// <summary>0.01..0.99.</summary>
    public double? MaskThreshold { get; init; }

    /// <summary>0.01..0.99.</summary>
    public double? SeedThreshold { get; init; }

    /// <summary>Pixels, 0..1,000,000.</summary>
    public int? MinArea { get; init; }
}

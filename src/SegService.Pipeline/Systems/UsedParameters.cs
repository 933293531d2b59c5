using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Systems;

/// <summary>A caller's parameters over a model's own thresholds.</summary>
internal static class UsedParameters
{
    public static PostprocessingThresholds Over(this SegmentationParameters asked, PostprocessingThresholds own) => own with
    {
        MaskThreshold = asked.MaskThreshold ?? own.MaskThreshold,
        SeedThreshold = asked.SeedThreshold ?? own.SeedThreshold,
        MinArea = asked.MinArea ?? own.MinArea,
    };

    /// <summary>What was asked for, with what was used in the place of every null.</summary>
    public static SegmentationParameters As(this SegmentationParameters asked, double scale, PostprocessingThresholds used) => asked with
    {
        Scale = scale,
        MaskThreshold = used.MaskThreshold,
        SeedThreshold = used.SeedThreshold,
        MinArea = used.MinArea,
    };
}

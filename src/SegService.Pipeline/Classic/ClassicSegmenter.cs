using OpenCvSharp;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Classic;

/// <summary>
/// Nuclei by image processing alone, no weights: polarity and channel, background, threshold range, the most ellipse-like
/// components, and from there the same post-processing that networks use, with touching nuclei split at their necks.
/// </summary>
public static class ClassicSegmenter
{
    /// <summary>
    /// MaskThreshold: 0.5 lays each outline where estimated, lower widens it. SeedThreshold: touching nuclei are split where their
    /// neck is narrower than this fraction of the smaller one; higher splits more.
    /// </summary>
    public static PostprocessingThresholds Defaults { get; } = new() { SeedThreshold = 0.75, MinArea = 20, MinRelativeArea = 0.1 };

    /// <param name="rgb">H x W CV_8UC3 in RGB order; not changed.</param>
    /// <param name="thresholds">See <see cref="Defaults"/>.</param>
    /// <param name="cancellation">Looked at between the steps.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ClassicResult Segment(Mat rgb, PostprocessingThresholds thresholds, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var brightGround = NuclearSignal.HasBrightGround(rgb);
        var recipe = brightGround ? ClassicRecipe.DarkOnBright : ClassicRecipe.BrightOnDark;
        var signal = NuclearSignal.Extract(rgb, brightGround, recipe);
        cancellation.ThrowIfCancellationRequested();
        var confidence = Confidence(signal, recipe, rgb.Width, rgb.Height);
        cancellation.ThrowIfCancellationRequested();
        var labels = InstanceSegmenter.Segment(new SegmentationMaps(rgb.Width, rgb.Height, confidence), thresholds);
        return new ClassicResult(labels, confidence);
    }

    private static float[] Confidence(float[] signal, ClassicRecipe recipe, int width, int height)
    {
        if (SignalRange.Estimate(signal, recipe) is not { } range)
            return new float[signal.Length];
        using var plane = new LabelPlane(width, height);
        ComponentTree.Select(signal, range, plane);
        return ConfidenceMap.Draw(signal, range, recipe.OwnLevel, plane);
    }
}

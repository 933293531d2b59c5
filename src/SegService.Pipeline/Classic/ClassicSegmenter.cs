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
        var recipe = ClassicRecipe.For(brightGround);
        var signal = NuclearSignal.Extract(rgb, brightGround, recipe);
        cancellation.ThrowIfCancellationRequested();
        return Segment(signal, SignalRange.Estimate(signal, recipe), recipe, rgb.Size(), thresholds, cancellation);
    }

    /// <summary>A part of an image.</summary>
    /// <param name="rgb">The part's pixels.</param>
    /// <param name="part">Where it lies in the image.</param>
    /// <param name="scene">What was found out about the image.</param>
    /// <param name="thresholds">As above.</param>
    /// <param name="cancellation">As above.</param>
    internal static ClassicResult Segment(Mat rgb, Rect part, ClassicScene scene, PostprocessingThresholds thresholds, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Segment(scene.Signal(rgb, part), scene.Range, scene.Recipe, rgb.Size(), thresholds, cancellation);
    }

    private static ClassicResult Segment(float[] signal, SignalRange? range, ClassicRecipe recipe, Size size, PostprocessingThresholds thresholds,
        CancellationToken cancellation)
    {
        var confidence = range is { } nuclei ? Confidence(signal, nuclei, recipe, size) : new float[signal.Length];
        cancellation.ThrowIfCancellationRequested();
        var labels = InstanceSegmenter.Segment(new SegmentationMaps(size.Width, size.Height, confidence), thresholds);
        return new ClassicResult(labels, confidence);
    }

    private static float[] Confidence(float[] signal, SignalRange range, ClassicRecipe recipe, Size size)
    {
        using var plane = new LabelPlane(size.Width, size.Height);
        ComponentTree.Select(signal, range, plane);
        return ConfidenceMap.Draw(signal, range, recipe.OwnLevel, plane);
    }
}

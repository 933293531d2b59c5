using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Measurement;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Postprocessing.Regions;
using SegService.Pipeline.Systems;

namespace SegService.Training.Calibration;

/// <summary>What the network says of an image it was not trained on, and the truth.</summary>
/// <param name="Regions">Of the bundle, if it has one.</param>
internal sealed record HeldOutImage(string Id, string Modality, SegmentationMaps Maps, LabelImage Truth, RegionModel? Regions = null)
{
    public ImageScore Score(PostprocessingThresholds thresholds) =>
        InstanceMatcher.Score(Truth, InstanceSegmenter.Segment(Maps, thresholds, Regions));

    /// <summary>The zoom the service would choose on this first look.</summary>
    /// <param name="thresholds">Of the first look.</param>
    /// <param name="targetDiameter">In pixels.</param>
    public double AutoZoom(PostprocessingThresholds thresholds, double targetDiameter) => AutoZoom(Maps, thresholds, Regions, targetDiameter);

    /// <summary>The same of any image.</summary>
    public static double AutoZoom(SegmentationMaps first, PostprocessingThresholds thresholds, RegionModel? regions, double targetDiameter)
    {
        using var found = InstanceSegmenter.Segment(first, thresholds, regions);
        return Pipeline.Systems.AutoZoom.Choose(InstanceMeasurer.Measure(found, first.Nucleus), targetDiameter);
    }
}

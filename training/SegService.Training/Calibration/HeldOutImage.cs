using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Postprocessing;
using SegService.Training.Data;

namespace SegService.Training.Calibration;

/// <summary>What the network says of an image it was not trained on, and the truth.</summary>
internal sealed record HeldOutImage(string Id, string Modality, SegmentationMaps Maps, LabelImage Truth)
{
    public static HeldOutImage Of(TrainingImage image, SegmentationMaps maps)
    {
        var labels = Array.ConvertAll(LabelMat.Span(image.Labels).ToArray(), label => (int)label);
        return new HeldOutImage(image.Id, image.Modality, maps, LabelImage.Adopt(image.Labels.Cols, image.Labels.Rows, labels));
    }

    public ImageScore Score(PostprocessingThresholds thresholds) =>
        InstanceMatcher.Score(Truth, InstanceSegmenter.Segment(Maps, thresholds));
}

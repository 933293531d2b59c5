using OpenCvSharp;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;
using SegService.Training.Calibration;
using SegService.Training.Data;
using SegService.Training.Targets;

namespace SegService.Training.Tests.Calibration;

public sealed class AblationTests
{
    [Fact]
    public void Touching_nuclei_are_told_apart_only_with_what_says_where_they_touch()
    {
        var image = TouchingSquares();
        var augmented = 0;

        var rows = new Ablation(new HeldOutSet([image], Predict, threads: 1)).Run(targetDiameter: 24)
            .ToDictionary(row => row.Name, row => row.Score.Score);

        Assert.Equal(0, rows["nucleus and components"]);
        Assert.True(rows["+ border"] > 0.9);
        Assert.True(rows["+ marker"] > 0.9);
        Assert.Equal(6, rows.Count);
        Assert.Equal(1, augmented);

        SegmentationMaps Predict(Mat rgb, double zoom, IReadOnlyList<SquareSymmetry> symmetries)
        {
            augmented += symmetries.Count == 8 ? 1 : 0;
            return new SegmentationMaps(rgb.Cols, rgb.Rows, Plane(NucleusTarget.Of(image.Labels)),
                Plane(BorderTarget.Of(image.Labels)), Plane(MarkerTarget.Of(image.Labels)));
        }
    }

    /// <summary>Side by side, so that their shape has no neck.</summary>
    private static TrainingImage TouchingSquares()
    {
        var labels = new Mat(64, 64, MatType.CV_16UC1, Scalar.Black);
        Cv2.Rectangle(labels, new Rect(8, 20, 24, 24), new Scalar(1), -1);
        Cv2.Rectangle(labels, new Rect(32, 20, 24, 24), new Scalar(2), -1);
        return new TrainingImage("squares", "fluorescence", "pair", 0, new Mat(64, 64, MatType.CV_8UC3, Scalar.Black), labels);
    }

    private static float[] Plane(Mat target)
    {
        using (target)
        {
            target.GetArray(out float[] plane);
            return plane;
        }
    }
}

using OpenCvSharp;
using SegService.Pipeline.Postprocessing;
using SegService.Training.Calibration;
using SegService.Training.Data;
using SegService.Training.Targets;

namespace SegService.Training.Tests.Calibration;

public sealed class AcquisitionGroupsTests
{
    [Fact]
    public void A_group_counts_once_however_many_images_it_has()
    {
        var discs = Synthetic.Discs();
        var groups = new AcquisitionGroups([("seen", Held(discs, found: true, images: 3)), ("missed", Held(discs, found: false, images: 1))], threads: 1);

        var rows = groups.Run(new PostprocessingThresholds(), [20], tta: true, search: true).ToArray();

        Assert.Equal(["own size", "own size, own thresholds", "zoom to 20", "zoom to 20, own thresholds", "zoom to 20 + test-time augmentation", "zoom to 20 + test-time augmentation, own thresholds"], rows.Select(row => row.Name));
        Assert.All(rows, row => Assert.Equal(["missed/fluorescence", "seen/fluorescence"], row.Groups.Keys));
        Assert.Equal(3, rows[0].Groups["seen/fluorescence"].Images);
        Assert.True(rows[0].Groups["seen/fluorescence"].Score > 0.8);
        Assert.Equal(0, rows[0].Groups["missed/fluorescence"].Score);
        Assert.Equal(rows[0].Groups["seen/fluorescence"].Score / 2, rows[0].Score, 1e-9);
        Assert.True(rows[1].Score >= rows[0].Score);
        Assert.Equal(rows[0].Header.Split(',').Length, rows[0].ToCsv().Split(',').Length);
    }

    private static HeldOutSet Held(TrainingImage image, bool found, int images) => new(
        [.. Enumerable.Repeat(image, images)], (_, _, _) => Maps(image.Labels, found), threads: 1);

    private static SegmentationMaps Maps(Mat labels, bool found)
    {
        using var nucleus = found ? NucleusTarget.Of(labels) : new Mat(labels.Size(), MatType.CV_32FC1, Scalar.Black);
        nucleus.GetArray(out float[] plane);
        return new SegmentationMaps(labels.Cols, labels.Rows, plane, null, null);
    }
}

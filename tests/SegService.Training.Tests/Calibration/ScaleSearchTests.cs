using OpenCvSharp;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;
using SegService.Training.Calibration;

namespace SegService.Training.Tests.Calibration;

public sealed class ScaleSearchTests
{
    [Fact]
    public void Images_are_zoomed_to_the_diameter_the_network_knows()
    {
        var trials = new List<ScaleTrial>();

        var best = Search(rightFrom: 1.5).Run(new PostprocessingThresholds(), trials.Add);

        Assert.Equal(24, best.TargetDiameter);
        Assert.True(best.Score > trials[0].Score + 0.2);
        Assert.Null(trials[0].TargetDiameter);
    }

    [Fact]
    public void Images_keep_their_size_where_zooming_gains_nothing() => Assert.Null(Search(rightFrom: 0).Run(new PostprocessingThresholds(), _ => { }).TargetDiameter);

    [Fact]
    public void Zooms_are_those_the_thresholds_that_are_found_would_choose()
    {
        var zooms = new List<double>();
        var held = new HeldOutSet([Synthetic.Discs()], Haloed, threads: 1);

        var best = new ScaleSearch(held, [24]).Run(new PostprocessingThresholds { MaskThreshold = 0.25 }, _ => { });

        Assert.Equal(24, best.TargetDiameter);
        Assert.Equal(Assert.Single(held.AsIs()).AutoZoom(best.Thresholds, 24), zooms.Last(zoom => zoom != 1));

        // At its own size an image's nuclei have wide halos, and no threshold is right; zoomed, a high one is.
        SegmentationMaps Haloed(Mat rgb, double zoom, IReadOnlyList<SquareSymmetry> symmetries)
        {
            zooms.Add(zoom);
            using var nucleus = rgb.CvtColor(ColorConversionCodes.RGB2GRAY).Threshold(0, 1, ThresholdTypes.Binary);
            using var core = nucleus.Erode(null, iterations: zoom == 1 ? 4 : 0);
            using var halo = nucleus.Dilate(null, iterations: 8);
            core.ConvertTo(core, MatType.CV_32F, 0.5);
            halo.ConvertTo(halo, MatType.CV_32F, 0.45);
            using Mat sum = core + halo;
            sum.GetArray(out float[] plane);
            return new SegmentationMaps(rgb.Cols, rgb.Rows, plane, new float[plane.Length], plane);
        }
    }

    [Fact]
    public void An_image_that_is_zoomed_keeps_what_the_first_look_saw_as_the_service_does()
    {
        var held = new HeldOutSet([Synthetic.Discs()], Predict, threads: 1);
        var first = held.AsIs();

        var seen = Assert.Single(held.Zoomed(first, new PostprocessingThresholds { SeedThreshold = 0.1 }, 60, tta: false));

        Assert.NotSame(first[0], seen);
        Assert.All(seen.Maps.Marker!, value => Assert.Equal(0.46f, value, 1e-5f)); // 0.35 of the first, 0.65 of the second

        static SegmentationMaps Predict(Mat rgb, double zoom, IReadOnlyList<SquareSymmetry> symmetries)
        {
            using var nucleus = rgb.CvtColor(ColorConversionCodes.RGB2GRAY).Threshold(0, 1, ThresholdTypes.Binary);
            nucleus.ConvertTo(nucleus, MatType.CV_32F);
            nucleus.GetArray(out float[] plane);
            return new SegmentationMaps(rgb.Cols, rgb.Rows, plane, new float[plane.Length], [.. plane.Select(_ => zoom == 1 ? 0.2f : 0.6f)]);
        }
    }

    /// <summary>Discs of diameter 20, seen by a network that takes nuclei for smaller than they are below some zoom.</summary>
    private static ScaleSearch Search(double rightFrom)
    {
        return new ScaleSearch(new HeldOutSet([Synthetic.Discs()], Predict, threads: 1), ScaleSearch.StandardTargets);

        SegmentationMaps Predict(Mat rgb, double zoom, IReadOnlyList<SquareSymmetry> symmetries)
        {
            using var nucleus = rgb.CvtColor(ColorConversionCodes.RGB2GRAY).Threshold(0, 1, ThresholdTypes.Binary);
            using var seen = zoom >= rightFrom ? nucleus.Clone() : nucleus.Erode(null, iterations: 2);
            seen.ConvertTo(seen, MatType.CV_32F);
            seen.GetArray(out float[] plane);
            return new SegmentationMaps(rgb.Cols, rgb.Rows, plane, new float[plane.Length], plane);
        }
    }
}

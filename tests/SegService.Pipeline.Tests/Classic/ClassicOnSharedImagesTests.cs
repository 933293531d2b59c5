using OpenCvSharp;
using SegService.Pipeline.Classic;
using SegService.Pipeline.Evaluation;
using SegService.TestKit;

namespace SegService.Pipeline.Tests.Classic;

public sealed class ClassicOnSharedImagesTests
{
    /// <summary>Every eleventh image of each acquisition: a slice of all kinds of microscope work in proportion.</summary>
    private const int Step = 11;

    [Fact]
    public void Classic_scores_at_least_0_45_on_a_stratified_slice()
    {
        Assert.SkipWhen(SharedData.Zip is null, SharedData.Missing);
        using var data = KaggleDataset.Open(SharedData.Zip!);
        var slice = FoldTable.FindBeside(SharedData.Zip!)!.Rows
            .GroupBy(row => row.Acquisition)
            .SelectMany(group => group.OrderBy(row => row.ImageId, StringComparer.Ordinal).Where((_, index) => index % Step == 0))
            .ToList();

        var score = slice.Average(row => Score(data.Read(row.ImageId)));

        Assert.True(score >= 0.45, $"{score:F3} over {slice.Count} images");
    }

    private static double Score(KaggleImage image)
    {
        using var rgb = Cv2.ImDecode(image.Image, ImreadModes.Color);
        Cv2.CvtColor(rgb, rgb, ColorConversionCodes.BGR2RGB);
        return InstanceMatcher.Score(image.Truth, ClassicSegmenter.Segment(rgb, ClassicSegmenter.Defaults).Labels).Score;
    }
}

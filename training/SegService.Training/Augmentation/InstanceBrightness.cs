using OpenCvSharp;
using SegService.Training.Data;

namespace SegService.Training.Augmentation;

/// <summary>
/// Makes some nuclei much brighter or dimmer than their neighbours, which is where networks trained on evenly exposed fields
/// fail. Works on the difference to the background, so for dark nuclei on a bright ground as well.
/// </summary>
internal static class InstanceBrightness
{
    private const double ShareOfNuclei = 0.4;

    /// <param name="rgb">S x S CV_32FC3, 0..1; changed in place.</param>
    /// <param name="labels">S x S CV_16UC1.</param>
    /// <param name="least">Smallest factor; the largest is about its inverse for dim nuclei.</param>
    /// <param name="random">Decides which and how much.</param>
    public static void Apply(Mat rgb, Mat labels, double least, CropRandom random)
    {
        using var gain = GainMap(labels, least, random);
        using var background = Background(rgb, labels);
        Cv2.Subtract(rgb, background, rgb);
        using var wide = gain.CvtColor(ColorConversionCodes.GRAY2BGR);
        Cv2.Multiply(rgb, wide, rgb);
        Cv2.Add(rgb, background, rgb);
    }

    private static Mat GainMap(Mat labels, double least, CropRandom random)
    {
        using var grown = labels.Dilate(null);
        var gains = new float[LabelMat.Max(labels) + 1];
        gains[0] = 1;
        for (var label = 1; label < gains.Length; label++)
            gains[label] = random.Chance(ShareOfNuclei) ? (float)random.LogBetween(least, 1 / Math.Sqrt(least)) : 1;

        var map = new Mat(labels.Size(), MatType.CV_32FC1);
        var span = LabelMat.Span(grown);
        var values = new float[span.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = gains[span[i]];
        map.SetArray(values);
        Cv2.GaussianBlur(map, map, new Size(3, 3), 0);
        return map;
    }

    /// <summary>Mean colour of the pixels outside nuclei, as an image of that colour.</summary>
    private static Mat Background(Mat rgb, Mat labels)
    {
        using Mat outside = labels.Equals(0);
        return new Mat(rgb.Size(), MatType.CV_32FC3, Cv2.Mean(rgb, outside));
    }
}

using OpenCvSharp;
using SegService.Training.Data;

namespace SegService.Training.Augmentation;

/// <summary>
/// Makes nuclei touch: nuclei of a second cut through the same image are laid beside those of the first where they meet
/// or slightly overlap them. What lies on top keeps its outline.
/// </summary>
internal static class Crowding
{
    private const double LargestOverlap = 0.3;
    private const int SmallestArea = 20;

    public static void Apply(Crop crop, Crop donor, CropRandom random)
    {
        var chosen = Choose(crop.Labels, donor.Labels, random);
        using var mask = Paste(crop.Labels, donor.Labels, chosen);
        using var alpha = mask.GaussianBlur(new Size(3, 3), 0);
        Blend(crop.Rgb, donor.Rgb, alpha);
    }

    /// <summary>Which of the donor's labels meet a nucleus without covering much of it.</summary>
    private static bool[] Choose(Mat labels, Mat donor, CropRandom random)
    {
        using var grown = labels.Dilate(null);
        var here = LabelMat.Span(labels);
        var near = LabelMat.Span(grown);
        var there = LabelMat.Span(donor);
        var areas = LabelMat.Areas(donor);
        var (overlap, contact) = (new int[areas.Length], new int[areas.Length]);
        for (var i = 0; i < there.Length; i++)
        {
            if (there[i] == 0)
                continue;
            overlap[there[i]] += here[i] != 0 ? 1 : 0;
            contact[there[i]] += near[i] != 0 ? 1 : 0;
        }

        return [.. areas.Select((area, label) => random.Chance(0.7) && area >= SmallestArea && contact[label] > 0
            && overlap[label] < LargestOverlap * area)];
    }

    /// <summary>Writes the chosen labels where there is background and returns where: CV_8UC1, 255 = pasted.</summary>
    private static Mat Paste(Mat labels, Mat donor, bool[] chosen)
    {
        var mask = new Mat(labels.Size(), MatType.CV_8UC1, Scalar.Black);
        mask.GetArray(out byte[] pasted);
        var here = LabelMat.Span(labels);
        var there = LabelMat.Span(donor);
        var offset = LabelMat.Max(labels);
        for (var i = 0; i < there.Length; i++)
        {
            if (there[i] == 0 || here[i] != 0 || !chosen[there[i]])
                continue;
            here[i] = (ushort)(there[i] + offset);
            pasted[i] = 255;
        }

        mask.SetArray(pasted);
        return mask;
    }

    private static void Blend(Mat rgb, Mat donor, Mat alpha)
    {
        using var weight = alpha.CvtColor(ColorConversionCodes.GRAY2BGR);
        using var inverse = new Mat();
        Cv2.BitwiseNot(weight, inverse);
        using var kept = rgb.Mul(inverse, 1 / 255.0).ToMat();
        using var added = donor.Mul(weight, 1 / 255.0).ToMat();
        Cv2.Add(kept, added, rgb);
    }
}

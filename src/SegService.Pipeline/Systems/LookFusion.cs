using OpenCvSharp;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;

namespace SegService.Pipeline.Systems;

/// <summary>
/// Two looks at one image, at its own size and at the zoom that suits its nuclei, err in different places: their weighted mean is better than
/// either. Only where they see the same image, though: a look at a size its network does not know may be wrong all over.
/// </summary>
/// <remarks>docs/training.md has what it gains on known and on new acquisitions.</remarks>
public static class LookFusion
{
    /// <summary>Of the first look, at the image's own size; the rest is the second's.</summary>
    private const double FirstWeight = 0.35;

    /// <summary>Dice coefficient of the two looks' masks from which on they count as agreeing.</summary>
    private const double Agreement = 0.92;

    /// <summary>Under which the second look sees the image: a network errs differently in its mirror image.</summary>
    public static IReadOnlyList<SquareSymmetry> SecondLook(bool tta) => tta ? SquareSymmetry.All : SquareSymmetry.Mirror;

    /// <param name="first">At the image's own size; stays as it is.</param>
    /// <param name="second">Brought back to that size. Becomes the mean where the looks agree, and stays as it is where they do not.</param>
    /// <param name="maskThreshold">From which nucleus probability on a pixel belongs to a mask, 0..1.</param>
    public static void Fuse(SegmentationMaps first, SegmentationMaps second, double maskThreshold)
    {
        if (Dice(first, second, (float)maskThreshold) < Agreement)
            return;
        foreach (var (from, to) in first.Planes.Zip(second.Planes))
        {
            using var a = Mat.FromPixelData(first.Height, first.Width, MatType.CV_32FC1, from);
            using var b = Mat.FromPixelData(first.Height, first.Width, MatType.CV_32FC1, to);
            Cv2.AddWeighted(a, FirstWeight, b, 1 - FirstWeight, 0, b);
        }
    }

    /// <summary>1 where neither has a mask.</summary>
    private static double Dice(SegmentationMaps first, SegmentationMaps second, float threshold)
    {
        var (both, areas) = (0L, 0L);
        for (var i = 0; i < first.Width * first.Height; i++)
        {
            var a = first.Nucleus[i] >= threshold ? 1 : 0;
            var b = second.Nucleus[i] >= threshold ? 1 : 0;
            both += a & b;
            areas += a + b;
        }

        return areas == 0 ? 1 : 2.0 * both / areas;
    }
}

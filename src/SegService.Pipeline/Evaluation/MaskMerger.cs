using OpenCvSharp;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Evaluation;

/// <summary>Makes one label image of black-and-white masks, one an instance.</summary>
internal static class MaskMerger
{
    /// <summary>Where masks overlap, the later one wins: the corrected training data has nine such pixels.</summary>
    /// <exception cref="InvalidDataException">A mask cannot be decoded, or differs from the first in size.</exception>
    public static LabelImage Merge(IReadOnlyList<string> paths, Func<string, byte[]> read)
    {
        using var labels = new Mat();
        for (var i = 0; i < paths.Count; i++)
        {
            using var mask = Cv2.ImDecode(read(paths[i]), ImreadModes.Grayscale);
            if (i == 0 && !mask.Empty())
            {
                labels.Create(mask.Size(), MatType.CV_32SC1);
                labels.SetTo(Scalar.Black);
            }

            if (mask.Empty() || mask.Size() != labels.Size())
                throw new InvalidDataException($"{paths[i]} is not a readable mask of the same size as the image's others.");
            labels.SetTo(new Scalar(i + 1), mask);
        }

        labels.GetArray(out int[] values);
        return LabelImage.Adopt(labels.Width, labels.Height, values);
    }
}

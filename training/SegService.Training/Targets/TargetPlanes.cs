using OpenCvSharp;
using SegService.Training.Data;

namespace SegService.Training.Targets;

/// <summary>What the network shall say of one crop: four planes of S x S float32, one after the other.</summary>
internal static class TargetPlanes
{
    /// <summary>nucleus 0/1, border 0/1, marker 0..1, weight of the nucleus loss at least 1.</summary>
    public const int Count = 4;

    /// <summary>Fills <paramref name="planes"/> from the middle of a label image.</summary>
    /// <param name="labels">CV_16UC1, wider than the crop by <paramref name="margin"/> on each side, so that nuclei cut by the
    /// crop's edge have their true centre.</param>
    /// <param name="margin">Pixels left out on each side.</param>
    /// <param name="planes">Count x S x S values.</param>
    public static void Fill(Mat labels, int margin, Span<float> planes)
    {
        using var nucleus = NucleusTarget.Of(labels);
        using var border = BorderTarget.Of(labels);
        using var marker = MarkerTarget.Of(labels);
        using var weight = WeightTarget.Of(labels);
        var size = labels.Cols - (2 * margin);
        Mat[] all = [nucleus, border, marker, weight];
        for (var i = 0; i < all.Length; i++)
            CopyMiddle(all[i], margin, size, planes.Slice(i * size * size, size * size));
    }

    private static unsafe void CopyMiddle(Mat plane, int margin, int size, Span<float> target)
    {
        for (var y = 0; y < size; y++)
            new ReadOnlySpan<float>((float*)plane.Ptr(y + margin) + margin, size).CopyTo(target[(y * size)..]);
    }
}

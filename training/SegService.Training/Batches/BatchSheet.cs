using OpenCvSharp;
using SegService.Training.Targets;

namespace SegService.Training.Batches;

/// <summary>Draws crops as the network sees them: every input plane, then nucleus, border, marker and weight; one crop a row.</summary>
internal static class BatchSheet
{
    /// <summary>Writes a PNG.</summary>
    public static void Save(Batch batch, int channels, int size, string path)
    {
        var rows = Enumerable.Range(0, batch.Size).Select(crop => Row(batch, crop, channels, size)).ToArray();
        using var sheet = new Mat();
        Cv2.VConcat(rows, sheet);
        Cv2.ImWrite(path, sheet);
        foreach (var row in rows)
            row.Dispose();
    }

    private static Mat Row(Batch batch, int crop, int channels, int size)
    {
        var tiles = new List<Mat> { Colour(batch, crop, channels, size) };
        for (var channel = 3; channel < channels; channel++)
            tiles.Add(Plane(batch.Inputs, (crop * channels) + channel, size, 0.5, 0.5));
        for (var target = 0; target < TargetPlanes.Count; target++)
            tiles.Add(Plane(batch.Targets, (crop * TargetPlanes.Count) + target, size, target == 3 ? 0.2 : 1, 0));
        var row = new Mat();
        Cv2.HConcat(tiles, row);
        tiles.ForEach(tile => tile.Dispose());
        return row;
    }

    private static Mat Colour(Batch batch, int crop, int channels, int size)
    {
        var planes = Enumerable.Range(0, 3).Select(c => Plane(batch.Inputs, (crop * channels) + 2 - c, size, 0.5, 0.5))
            .Select(plane => plane.ExtractChannel(0)).ToArray();
        var colour = new Mat();
        Cv2.Merge(planes, colour);
        return colour;
    }

    private static Mat Plane(float[] values, int index, int size, double gain, double shift)
    {
        using var plane = new Mat(size, size, MatType.CV_32FC1);
        plane.SetArray(values.AsSpan(index * size * size, size * size).ToArray());
        using var grey = new Mat();
        plane.ConvertTo(grey, MatType.CV_8U, 255 * gain, 255 * shift);
        return grey.CvtColor(ColorConversionCodes.GRAY2BGR);
    }
}

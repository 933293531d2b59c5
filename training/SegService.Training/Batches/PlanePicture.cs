using OpenCvSharp;

namespace SegService.Training.Batches;

/// <summary>Planes of numbers as pictures, CV_8UC3, BGR order; the caller disposes them.</summary>
internal static class PlanePicture
{
    /// <param name="values">Row-major, height x width.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="gain">1 shows a value of 1 as white.</param>
    /// <param name="shift">Brightness of a value of 0, 0..1.</param>
    public static Mat Grey(ReadOnlySpan<float> values, int height, int width, double gain, double shift)
    {
        using var plane = new Mat(height, width, MatType.CV_32FC1);
        plane.SetArray(values.ToArray());
        using var grey = new Mat();
        plane.ConvertTo(grey, MatType.CV_8U, 255 * gain, 255 * shift);
        return grey.CvtColor(ColorConversionCodes.GRAY2BGR);
    }

    /// <summary>A network's input as it is fed, -1..1 from black to white: the first three planes as one colour picture, then each other plane.</summary>
    /// <param name="values">Channels x height x width.</param>
    /// <param name="channels">At least 3.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="width">Pixels.</param>
    public static IReadOnlyList<Mat> Input(ReadOnlySpan<float> values, int channels, int height, int width)
    {
        var planes = new List<Mat>();
        for (var channel = 0; channel < channels; channel++)
            planes.Add(Grey(values.Slice(channel * height * width, height * width), height, width, 0.5, 0.5));
        var colour = new Mat();
        Mat[] bgr = [.. planes.Take(3).Reverse().Select(plane => plane.ExtractChannel(0))];
        Cv2.Merge(bgr, colour);
        foreach (var plane in planes.Take(3).Concat(bgr))
            plane.Dispose();
        return [colour, .. planes.Skip(3)];
    }

    /// <summary>Writes a PNG with one row of pictures after the other, and disposes the pictures. All have one size.</summary>
    public static void SaveRows(IReadOnlyList<IReadOnlyList<Mat>> rows, string path)
    {
        var joined = rows.Select(Join).ToArray();
        using var sheet = new Mat();
        Cv2.VConcat(joined, sheet);
        Cv2.ImWrite(path, sheet);
        foreach (var picture in joined)
            picture.Dispose();
    }

    private static Mat Join(IReadOnlyList<Mat> pictures)
    {
        var row = new Mat();
        Cv2.HConcat(pictures, row);
        foreach (var picture in pictures)
            picture.Dispose();
        return row;
    }
}

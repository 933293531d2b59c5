using System.Numerics;
using OpenCvSharp;

namespace SegService.Pipeline.Preprocessing;

/// <summary>The views a bundle may name. A view never changes once a model was trained with it: a new idea gets a new name.</summary>
public static class Views
{
    /// <summary>Colour as it is, stretched to the image's own range: 3 planes (R, G, B).</summary>
    public static readonly View Rgb = new("rgb", 3, RenderRgb);

    /// <summary>
    /// Square root of the lightness with nuclei bright, contrast equalised within neighbourhoods: 1 plane. CLAHE: Zuiderveld,
    /// Graphics Gems IV, 1994.
    /// </summary>
    public static readonly View Clahe = new("clahe", 1, RenderClahe);

    /// <summary>
    /// Logarithm of the lightness less its local mean, over its local deviation: 1 plane. A nucleus a tenth as bright as its
    /// neighbour stands out of the background as much as the neighbour does.
    /// </summary>
    public static readonly View Flat = new("flat", 1, RenderFlat);

    public static readonly IReadOnlyList<View> All = [Rgb, Clahe, Flat];

    private const int ClaheTile = 64;
    private const double ClaheLimit = 3;
    private const int FlatWindow = 65;
    private const float FlatFloor = 0.4f;
    private const double FlatSmoothing = 1;

    private static void RenderRgb(ViewSource source, Mat[] planes)
    {
        var (low, high) = source.ColourRange;
        var gain = 2.0 / (high - low);
        for (var channel = 0; channel < 3; channel++)
        {
            using var samples = source.Rgb.ExtractChannel(channel);
            samples.ConvertTo(planes[channel], MatType.CV_32F, gain, (-low * gain) - 1);
            FloatMat.Clamp(planes[channel], -1.2f, 1.2f);
        }
    }

    private static void RenderClahe(ViewSource source, Mat[] planes)
    {
        var lightness = source.Lightness;
        using var stretched = StretchedRoot(source);
        using var clahe = Cv2.CreateCLAHE(ClaheLimit, new Size(Tiles(lightness.Cols), Tiles(lightness.Rows)));
        using var equalised = new Mat();
        clahe.Apply(stretched, equalised);
        equalised.ConvertTo(planes[0], MatType.CV_32F, 2 / 255.0, -1);
    }

    private static void RenderFlat(ViewSource source, Mat[] planes)
    {
        var window = new Size(FlatWindow, FlatWindow);
        var log = planes[0];
        Logarithm(source, log);
        using var mean = log.BoxFilter(MatType.CV_32F, window);
        using var squares = new Mat();
        Cv2.SqrBoxFilter(log, squares, MatType.CV_32F, window);
        Flatten(FloatMat.Samples(log), FloatMat.Samples(mean), FloatMat.Samples(squares));
        FloatMat.Clamp(log, -1.5f, 1.5f);
    }

    /// <summary>Half of each value less its mean, over its deviation and the floor, in place.</summary>
    private static void Flatten(Span<float> values, ReadOnlySpan<float> means, ReadOnlySpan<float> squares)
    {
        var whole = values.Length - (values.Length % Vector<float>.Count);
        for (var i = 0; i < whole; i += Vector<float>.Count)
        {
            var mean = new Vector<float>(means[i..]);
            var deviation = Vector.SquareRoot(Vector.Max(new Vector<float>(squares[i..]) - (mean * mean), Vector<float>.Zero));
            var flat = (new Vector<float>(values[i..]) - mean) * 0.5f / (deviation + new Vector<float>(FlatFloor));
            flat.CopyTo(values[i..]);
        }

        for (var i = whole; i < values.Length; i++)
            values[i] = (values[i] - means[i]) * 0.5f / (MathF.Sqrt(Math.Max(squares[i] - (means[i] * means[i]), 0)) + FlatFloor);
    }

    /// <summary>Logarithm of the stretched lightness, 0..about 3.6: each doubling above the background adds the same step.</summary>
    private static void Logarithm(ViewSource source, Mat log)
    {
        var (low, high) = source.LightnessRange;
        var gain = 36.0 / (high - low);
        source.Lightness.ConvertTo(log, MatType.CV_32F, gain, 1 - (low * gain));
        Cv2.GaussianBlur(log, log, new Size(0, 0), FlatSmoothing);
        FloatMat.Clamp(log, 1, float.MaxValue);
        Cv2.Log(log, log);
    }

    private static Mat StretchedRoot(ViewSource source)
    {
        var (low, high) = source.LightnessRange;
        var table = Enumerable.Range(0, 256).Select(level => Math.Clamp((level - low) / (double)(high - low), 0, 1))
            .Select(share => (byte)Math.Round(255 * Math.Sqrt(share))).ToArray();
        return source.Lightness.LUT(table);
    }

    private static int Tiles(int length) => Math.Max(1, (int)Math.Round(length / (double)ClaheTile));
}

using OpenCvSharp;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Preprocessing;

/// <summary>Resampling to the size a network does best on, and of its maps back to the image's own size.</summary>
public static class Zoom
{
    public const double Smallest = 0.25;
    public const double Largest = 4;

    /// <summary>
    /// The zoom that brings nuclei of <paramref name="diameter"/> pixels to <paramref name="target"/> pixels, within
    /// <see cref="Smallest"/>..<see cref="Largest"/>.
    /// </summary>
    public static double For(double diameter, double target) => Math.Clamp(target / diameter, Smallest, Largest);

    /// <summary>Area averaging where the image shrinks (no aliasing), bilinear where it grows. At least 1 x 1.</summary>
    public static Mat Resize(Mat image, double zoom)
    {
        var size = new Size(Math.Max(1, (int)Math.Round(image.Width * zoom)), Math.Max(1, (int)Math.Round(image.Height * zoom)));
        var resized = new Mat();
        Cv2.Resize(image, resized, size, 0, 0, zoom < 1 ? InterpolationFlags.Area : InterpolationFlags.Linear);
        return resized;
    }

    /// <summary>The maps at another size; the same object where nothing changes, else <paramref name="maps"/> is disposed.</summary>
    public static SegmentationMaps Resize(SegmentationMaps maps, int width, int height)
    {
        if ((maps.Width, maps.Height) == (width, height))
            return maps;
        var resized = SegmentationMaps.Rent(width, height, maps.Border is not null, maps.Marker is not null);
        foreach (var (from, to) in maps.Planes.Zip(resized.Planes))
            ResizePlane(from, maps.Width, maps.Height, to, width, height);
        maps.Dispose();
        return resized;
    }

    /// <summary>
    /// Labels at another size, the same object where nothing changes: each pixel takes the nearest one's. Instances stay connected;
    /// one that no pixel is nearest to is gone.
    /// </summary>
    public static LabelImage Resize(LabelImage labels, int width, int height)
    {
        if ((labels.Width, labels.Height) == (width, height))
            return labels;
        var result = new int[width * height];
        for (var y = 0; y < height; y++)
        {
            var from = labels.Row(Nearest(y, height, labels.Height));
            var to = result.AsSpan(y * width, width);
            for (var x = 0; x < width; x++)
                to[x] = from[Nearest(x, width, labels.Width)];
        }

        LargestParts.Keep(result, width);
        return LabelImage.Adopt(width, height, result);

        static int Nearest(int position, int length, int fromLength) => (int)(((2L * position) + 1) * fromLength / (2L * length));
    }

    private static void ResizePlane(float[] plane, int fromWidth, int fromHeight, float[] resized, int width, int height)
    {
        using var source = Mat.FromPixelData(fromHeight, fromWidth, MatType.CV_32FC1, plane);
        using var target = Mat.FromPixelData(height, width, MatType.CV_32FC1, resized);
        Cv2.Resize(source, target, new Size(width, height), 0, 0, width < fromWidth ? InterpolationFlags.Area : InterpolationFlags.Linear);
    }
}

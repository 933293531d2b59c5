using OpenCvSharp;

namespace SegService.TestKit;

/// <summary>Nuclei-like scenes with a fixed seed, and their encoded forms (written by OpenCV).</summary>
public static class SyntheticImages
{
    /// <summary>Bright discs on dim noise, CV_8UC1.</summary>
    public static Mat Nuclei(int width, int height, int count = 12, int radius = 8, int seed = 1)
    {
        var random = new Random(seed);
        var image = new Mat(height, width, MatType.CV_8UC1, new Scalar(20));
        for (var i = 0; i < count; i++)
        {
            var centre = new Point(random.Next(width), random.Next(height));
            Cv2.Circle(image, centre, random.Next((radius / 2) + 1, radius + 1), new Scalar(random.Next(120, 220)), -1);
        }

        using var noise = new Mat(height, width, MatType.CV_8UC1);
        Fill(noise, random);
        Cv2.Add(image, noise, image);
        return image;
    }

    /// <summary>As <see cref="Nuclei"/>, each channel its own scene; depth CV_8U, CV_16U (x 200) or CV_32F (x 0.01).</summary>
    public static Mat Nuclei(int width, int height, int depth, int channels)
    {
        var planes = Enumerable.Range(1, channels).Select(seed => Nuclei(width, height, seed: seed)).ToArray();
        using var merged = new Mat();
        Cv2.Merge(planes, merged);
        foreach (var plane in planes)
            plane.Dispose();
        var image = new Mat();
        merged.ConvertTo(image, MatType.MakeType(depth, channels), depth == MatType.CV_16U ? 200 : depth == MatType.CV_32F ? 0.01 : 1);
        return image;
    }

    /// <summary>Encodes as OpenCV does: three and four channels are taken as BGR(A).</summary>
    /// <param name="image">Anything the format holds.</param>
    /// <param name="extension">With its dot: ".png", ".jpg", ".webp", ".bmp", ".tif".</param>
    public static byte[] Encode(Mat image, string extension, params ImageEncodingParam[] parameters)
    {
        Cv2.ImEncode(extension, image, out var bytes, parameters);
        return bytes;
    }

    /// <summary>A grey scene in one call.</summary>
    public static byte[] NucleiPng(int width, int height, int count = 12, int seed = 1)
    {
        using var image = Nuclei(width, height, count, seed: seed);
        return Encode(image, ".png");
    }

    private static void Fill(Mat noise, Random random)
    {
        var values = new byte[noise.Width];
        var height = noise.Height;
        for (var y = 0; y < height; y++)
        {
            random.NextBytes(values);
            var row = noise.RowSpan<byte>(y);
            for (var x = 0; x < row.Length; x++)
                row[x] = (byte)(values[x] & 15);
        }
    }
}

using OpenCvSharp;

namespace SegService.Pipeline.Tests.LargeImages;

/// <summary>Ellipses of random sizes and brightness, some touching, with noise; everything follows from the seed.</summary>
internal static class RandomScene
{
    /// <summary>CV_8UC1, up to 700 pixels a side.</summary>
    /// <param name="seed">Decides all.</param>
    /// <param name="brightGround">Dark nuclei on a bright ground.</param>
    /// <param name="touching">Share of the ellipses that are drawn beside another.</param>
    public static Mat Draw(int seed, bool brightGround = false, double touching = 0.3)
    {
        var random = new Random(seed);
        var image = new Mat(4 * random.Next(75, 175), 4 * random.Next(75, 175), MatType.CV_8UC1, new Scalar(random.Next(5, 30)));
        var last = new Point(image.Width / 2, image.Height / 2);
        var count = image.Width * image.Height / 2500;
        for (var i = 0; i < count; i++)
        {
            var centre = random.NextDouble() < touching
                ? new Point(last.X + random.Next(-18, 19), last.Y + random.Next(-18, 19))
                : new Point(random.Next(image.Width), random.Next(image.Height));
            var axes = new Size(random.Next(6, 14), random.Next(6, 14));
            Cv2.Ellipse(image, centre, axes, random.Next(180), 0, 360, new Scalar(random.Next(110, 230)), -1);
            last = centre;
        }

        Cv2.GaussianBlur(image, image, new Size(), 1);
        AddNoise(image, random);
        if (brightGround)
            Cv2.BitwiseNot(image, image);
        return image;
    }

    private static void AddNoise(Mat image, Random random)
    {
        var height = image.Height;
        for (var y = 0; y < height; y++)
        {
            foreach (ref var value in image.RowSpan<byte>(y))
                value += (byte)random.Next(6);
        }
    }
}

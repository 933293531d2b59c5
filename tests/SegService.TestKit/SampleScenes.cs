using OpenCvSharp;

namespace SegService.TestKit;

/// <summary>A drawn image and what was drawn.</summary>
/// <param name="Image">CV_8UC1, or CV_8UC3 in BGR order.</param>
/// <param name="Labels">CV_16UC1, ids from 1; where nuclei overlap the later one is on top.</param>
public sealed record SampleScene(Mat Image, Mat Labels) : IDisposable
{
    public void Dispose()
    {
        Image.Dispose();
        Labels.Dispose();
    }
}

/// <summary>The page's samples: nothing in them was ever under a microscope. Each is a fixed seed's.</summary>
public static class SampleScenes
{
    private const int Side = 384;

    public static readonly IReadOnlyDictionary<string, Func<SampleScene>> All = new Dictionary<string, Func<SampleScene>>
    {
        ["fluorescence"] = () => Fluorescence(count: 46, room: 1.25, seed: 3),
        ["crowded"] = () => Fluorescence(count: 150, room: 0.86, seed: 5),
        ["histology"] = () => Histology(count: 70, room: 1.1, seed: 7),
    };

    /// <summary>Bright, softly textured ellipses on an unevenly lit dark ground, with the noise of a camera.</summary>
    private static SampleScene Fluorescence(int count, double room, int seed)
    {
        var random = new Random(seed);
        var (light, labels) = Nuclei(count, room, random);
        using (light)
        using (var texture = Clouds(random, 7))
        using (var glow = Clouds(random, 120))
        {
            var image = new Mat(Side, Side, MatType.CV_8UC1);
            Each(image, (x, y) => 14 + (14 * glow.At<float>(y, x)) + (light.At<float>(y, x) * (1 + (0.5 * texture.At<float>(y, x))) * 190) + (Normal(random) * 3.5));
            return new SampleScene(image, labels);
        }
    }

    /// <summary>Purple ellipses on pink tissue, as haematoxylin and eosin stain them.</summary>
    private static SampleScene Histology(int count, double room, int seed)
    {
        var random = new Random(seed);
        var (dye, labels) = Nuclei(count, room, random);
        double[][] colours = [[240, 232, 244], [214, 176, 232], [150, 62, 98]]; // bare glass, eosin, haematoxylin; blue, green, red
        using (dye)
        using (var fibres = Clouds(random, 14))
        using (var texture = Clouds(random, 5))
        {
            var planes = Enumerable.Range(0, 3).Select(_ => new Mat(Side, Side, MatType.CV_8UC1)).ToArray();
            for (var plane = 0; plane < planes.Length; plane++)
            {
                var (ground, eosin, nucleus) = (colours[0][plane], colours[1][plane], colours[2][plane]);
                Each(planes[plane], (x, y) =>
                {
                    var tissue = ground + ((eosin - ground) * Math.Clamp(0.55 + fibres.At<float>(y, x), 0, 1));
                    var stain = Math.Clamp(dye.At<float>(y, x) * (1.25 + (0.35 * texture.At<float>(y, x))), 0, 1);
                    return tissue + ((nucleus - tissue) * stain) + (Normal(random) * 2.5);
                });
            }

            var image = new Mat();
            Cv2.Merge(planes, image);
            Array.ForEach(planes, plane => plane.Dispose());
            return new SampleScene(image, labels);
        }
    }

    /// <param name="count">At most; fewer where there is no room.</param>
    /// <param name="room">Least distance of two centres, in the sum of their mean radii.</param>
    /// <param name="random">Decides everything else.</param>
    /// <returns>How strongly each pixel is stained, CV_32FC1, 0..1, with soft edges; and which nucleus it is.</returns>
    private static (Mat Stain, Mat Labels) Nuclei(int count, double room, Random random)
    {
        var stain = new Mat(Side, Side, MatType.CV_32FC1, Scalar.Black);
        var labels = new Mat(Side, Side, MatType.CV_16UC1, Scalar.Black);
        List<(double X, double Y, double Radius)> placed = [];
        for (var attempt = 0; attempt < 60 * count && placed.Count < count; attempt++)
        {
            var (x, y, radius, longer) = (random.NextDouble() * Side, random.NextDouble() * Side, 9 + (random.NextDouble() * 7), 1 + (random.NextDouble() * 0.5));
            if (placed.Any(other => double.Hypot(other.X - x, other.Y - y) < room * (other.Radius + radius)))
                continue;
            placed.Add((x, y, radius));
            var shape = new RotatedRect(new Point2f((float)x, (float)y), new Size2f((float)(2 * radius * longer), (float)(2 * radius / longer)), random.Next(180));
            Cv2.Ellipse(stain, shape, new Scalar(0.35 + (random.NextDouble() * 0.6)), -1);
            Cv2.Ellipse(labels, shape, new Scalar(placed.Count), -1);
        }

        Cv2.GaussianBlur(stain, stain, new Size(0, 0), 1.4);
        return (stain, labels);
    }

    /// <summary>Smooth noise, CV_32FC1, mean 0, deviation 0.3.</summary>
    private static Mat Clouds(Random random, double coarseness)
    {
        var noise = new Mat(Side, Side, MatType.CV_32FC1);
        for (var y = 0; y < Side; y++)
        {
            var row = noise.RowSpan<float>(y);
            for (var x = 0; x < Side; x++)
                row[x] = (float)Normal(random);
        }

        Cv2.GaussianBlur(noise, noise, new Size(0, 0), coarseness / 2);
        Cv2.MeanStdDev(noise, out var mean, out var deviation);
        noise.ConvertTo(noise, MatType.CV_32FC1, 0.3 / deviation.Val0, -0.3 * mean.Val0 / deviation.Val0);
        return noise;
    }

    private static void Each(Mat image, Func<int, int, double> value)
    {
        for (var y = 0; y < Side; y++)
        {
            var row = image.RowSpan<byte>(y);
            for (var x = 0; x < Side; x++)
                row[x] = (byte)Math.Clamp(Math.Round(value(x, y)), 0, 255);
        }
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

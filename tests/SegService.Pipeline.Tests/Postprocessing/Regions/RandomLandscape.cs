using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Tests.Postprocessing.Regions;

/// <summary>Hills of random place, height and width, as the maps of a network, and their basins.</summary>
internal static class RandomLandscape
{
    public const int Width = 48;
    public const int Height = 37;

    public static SegmentationMaps Draw(int seed)
    {
        var random = new Random(seed);
        var hills = Enumerable.Range(0, 12).Select(_ => (X: random.Next(Width), Y: random.Next(Height), Top: 0.3 + (0.7 * random.NextDouble()), Radius: random.Next(4, 11))).ToArray();
        float[] nucleus = new float[Width * Height], border = new float[Width * Height], marker = new float[Width * Height];
        for (var i = 0; i < nucleus.Length; i++)
        {
            var (x, y) = (i % Width, i / Width);
            var height = hills.Max(hill => hill.Top * Math.Max(0, 1 - (Math.Sqrt(((x - hill.X) * (x - hill.X)) + ((y - hill.Y) * (y - hill.Y))) / hill.Radius)));
            (nucleus[i], marker[i], border[i]) = ((float)Math.Min(1, 3 * height), (float)height, (float)(0.3 * random.NextDouble()));
        }

        return new SegmentationMaps(Width, Height, nucleus, border, marker);
    }
}

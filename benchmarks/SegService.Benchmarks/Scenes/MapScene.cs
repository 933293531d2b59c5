using SegService.Pipeline.Postprocessing;

namespace SegService.Benchmarks.Scenes;

/// <summary>
/// What a good network says of a crowded image, drawn: ellipses on a shaken grid, every second pair or so touching, with soft
/// edges, borders where two meet, markers that rise to each centre, and a little noise.
/// </summary>
internal static class MapScene
{
    private const double Reach = 1.6; // beyond the ellipse, where its probability has faded

    /// <param name="side">Pixels of each side.</param>
    /// <param name="nuclei">A square number.</param>
    public static SegmentationMaps Draw(int side, int nuclei)
    {
        var random = new Random(nuclei);
        var maps = new SegmentationMaps(side, side, new float[side * side], new float[side * side], new float[side * side]);
        var perRow = (int)Math.Sqrt(nuclei);
        var cell = side / (double)perRow;
        for (var i = 0; i < perRow * perRow; i++)
            Add(maps, Nucleus.On((i % perRow) + 0.5, (i / perRow) + 0.5, cell, random));
        foreach (var plane in new[] { maps.Nucleus, maps.Marker! })
            Shake(plane, random);
        return maps;
    }

    private static void Add(SegmentationMaps maps, Nucleus nucleus)
    {
        var reach = Reach * Math.Max(nucleus.Width, nucleus.Height);
        var (left, right) = (Math.Max(0, (int)(nucleus.X - reach)), Math.Min(maps.Width - 1, (int)(nucleus.X + reach)));
        var (top, bottom) = (Math.Max(0, (int)(nucleus.Y - reach)), Math.Min(maps.Height - 1, (int)(nucleus.Y + reach)));
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
                Add(maps, (y * maps.Width) + x, nucleus.Depth(x, y));
        }
    }

    /// <param name="maps">Where to draw.</param>
    /// <param name="pixel">Which pixel.</param>
    /// <param name="depth">1 in the nucleus's centre, 0 on its edge, negative outside.</param>
    private static void Add(SegmentationMaps maps, int pixel, double depth)
    {
        var probability = (float)(1 / (1 + Math.Exp(-14 * depth)));
        maps.Border![pixel] = Math.Max(maps.Border[pixel], Math.Min(maps.Nucleus[pixel], probability));
        maps.Nucleus[pixel] = Math.Max(maps.Nucleus[pixel], probability);
        maps.Marker![pixel] = Math.Max(maps.Marker[pixel], (float)Math.Max(0, depth));
    }

    private static void Shake(float[] plane, Random random)
    {
        foreach (ref var value in plane.AsSpan())
            value = Math.Clamp(value + (0.04f * (random.NextSingle() - 0.5f)), 0, 1);
    }

    private readonly record struct Nucleus(double X, double Y, double Width, double Height)
    {
        public static Nucleus On(double column, double row, double cell, Random random)
        {
            double Around(double middle, double share) => middle * (1 + (share * ((2 * random.NextDouble()) - 1)));
            return new Nucleus((column + (0.15 * (random.NextDouble() - 0.5))) * cell, (row + (0.15 * (random.NextDouble() - 0.5))) * cell,
                Around(0.46, 0.2) * cell, Around(0.46, 0.2) * cell);
        }

        public double Depth(int x, int y) =>
            1 - Math.Sqrt(Math.Pow((x - X) / Width, 2) + Math.Pow((y - Y) / Height, 2));
    }
}

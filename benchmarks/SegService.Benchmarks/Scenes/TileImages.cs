using OpenCvSharp;
using SegService.TestKit;

namespace SegService.Benchmarks.Scenes;

/// <summary>PNGs of 256 x 256 pixels: the corners of the drawn sample scenes, fluorescence, crowded and histology, 8 bit, grey and colour.</summary>
internal static class TileImages
{
    public const int Side = 256;

    public static IReadOnlyList<byte[]> Pngs() => [.. SampleScenes.All.Values.SelectMany(Corners)];

    private static IEnumerable<byte[]> Corners(Func<SampleScene> draw)
    {
        using var scene = draw();
        foreach (var (left, top) in new[] { (0, 0), (scene.Image.Width - Side, 0), (0, scene.Image.Height - Side), (scene.Image.Width - Side, scene.Image.Height - Side) })
        {
            using var corner = new Mat(scene.Image, new Rect(left, top, Side, Side));
            yield return SyntheticImages.Encode(corner, ".png");
        }
    }
}

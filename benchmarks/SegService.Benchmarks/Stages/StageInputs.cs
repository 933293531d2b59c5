using System.Runtime.InteropServices;
using OpenCvSharp;
using SegService.Benchmarks.Scenes;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.Postprocessing;
using SegService.TestKit;

namespace SegService.Benchmarks.Stages;

/// <summary>What each stage is given, the same for both sides.</summary>
internal sealed class StageInputs : IDisposable
{
    public static readonly PostprocessingThresholds Thresholds = new() { MaskThreshold = 0.65, SeedThreshold = 0.35, MinArea = 45, MinScore = 0.8 };

    private StageInputs(byte[] png, SegmentationMaps maps)
    {
        (Png, Maps) = (png, maps);
        Image = new ImageDecoder(new DecodingLimits()).Decode(png).Value;
        Labels = InstanceSegmenter.Segment(maps, Thresholds);
    }

    public byte[] Png { get; }

    public SegmentationMaps Maps { get; }

    public DecodedImage Image { get; }

    public LabelImage Labels { get; }

    /// <summary>Nuclei that a scene of this side is drawn with.</summary>
    public static int Nuclei(int side) => side switch { 256 => 25, 1024 => 400, _ => 10_000 };

    public static StageInputs Draw(int side)
    {
        using var image = SyntheticImages.Nuclei(side, side, count: Nuclei(side), radius: 20);
        using var colour = image.CvtColor(ColorConversionCodes.GRAY2BGR);
        return new StageInputs(SyntheticImages.Encode(colour, ".png"), MapScene.Draw(side, Nuclei(side)));
    }

    /// <summary>For the other side, in the files it reads.</summary>
    public void Save(string folder)
    {
        var scene = Path.Combine(folder, Maps.Width.ToString(System.Globalization.CultureInfo.InvariantCulture));
        File.WriteAllBytes(scene + ".png", Png);
        File.WriteAllBytes(scene + ".maps", [.. Bytes(Maps.Nucleus), .. Bytes(Maps.Border!), .. Bytes(Maps.Marker!)]);
        File.WriteAllBytes(scene + ".labels", MemoryMarshal.AsBytes(Labels.Labels.AsSpan()).ToArray());
    }

    public void Dispose() => Image.Dispose();

    private static byte[] Bytes(float[] plane) => MemoryMarshal.AsBytes(plane.AsSpan()).ToArray();
}

using BenchmarkDotNet.Attributes;
using SegService.Benchmarks.Scenes;
using SegService.Pipeline.Postprocessing;

namespace SegService.Benchmarks.Stages;

/// <summary>Maps to instances: a tile, a field of view, and a large image with 25 times the nuclei.</summary>
public class PostprocessBenchmarks
{
    private static readonly PostprocessingThresholds Thresholds = new() { MaskThreshold = 0.65, SeedThreshold = 0.35, MinArea = 45, MinScore = 0.8 };

    private SegmentationMaps _maps = null!;

    [Params("256, 25", "1024, 400", "4096, 10000")]
    public string Scene { get; set; } = "";

    [GlobalSetup]
    public void Draw()
    {
        var numbers = Scene.Split(", ").Select(int.Parse).ToArray();
        _maps = MapScene.Draw(numbers[0], numbers[1]);
    }

    [Benchmark]
    public LabelImage Postprocess() => InstanceSegmenter.Segment(_maps, Thresholds);
}

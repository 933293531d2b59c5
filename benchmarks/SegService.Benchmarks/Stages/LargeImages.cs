using BenchmarkDotNet.Attributes;
using SegService.Benchmarks.Scenes;
using SegService.Pipeline.Postprocessing;

namespace SegService.Benchmarks.Stages;

/// <summary>Post-processing as the image grows: a field of view, and 16 times its pixels with 25 times its nuclei.</summary>
public class LargeImages
{
    private SegmentationMaps _maps = null!;

    [Params(1024, 4096)]
    public int Side { get; set; }

    [GlobalSetup]
    public void Draw() => _maps = MapScene.Draw(Side, StageInputs.Nuclei(Side));

    [Benchmark]
    public LabelImage Postprocess() => InstanceSegmenter.Segment(_maps, StageInputs.Thresholds);
}

using BenchmarkDotNet.Attributes;
using SegService.Benchmarks.Scenes;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Postprocessing.Regions;

namespace SegService.Benchmarks.Stages;

/// <summary>
/// Post-processing as the image grows: a field of view, and 16 times its pixels with 25 times its nuclei; by seeds above a threshold, and by
/// the model of regions that unet-extended has.
/// </summary>
public class LargeImages
{
    private SegmentationMaps _maps = null!;
    private RegionModel _regions = null!;

    [Params(1024, 4096)]
    public int Side { get; set; }

    [GlobalSetup]
    public void Draw()
    {
        _maps = MapScene.Draw(Side, StageInputs.Nuclei(Side));
        _regions = ModelBundleFile.Read(Path.Combine("models", "unet-extended")).Value.Bundle.Regions!;
    }

    [Benchmark]
    public LabelImage Seeds() => InstanceSegmenter.Segment(_maps, StageInputs.Thresholds);

    [Benchmark]
    public LabelImage Regions() => InstanceSegmenter.Segment(_maps, StageInputs.Thresholds with { MinScore = 0 }, _regions);
}

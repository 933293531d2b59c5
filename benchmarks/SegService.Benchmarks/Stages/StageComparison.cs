using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.Encoding;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;

namespace SegService.Benchmarks.Stages;

/// <summary>Every CPU stage beside its Python, on the same pixels; a category is a stage.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
public class StageComparison
{
    public const string Ours = "SegService";
    public const string Theirs = "Python";

    private static readonly ViewStack Views = ViewStack.Create(["rgb", "clahe", "flat"]);

    private readonly ImageDecoder _decoder = new(new DecodingLimits());
    private StageInputs _given = null!;

    /// <summary>Started before and ended after all stages.</summary>
    internal static PythonStages Python { get; set; } = null!;

    [Params(256, 1024)]
    public int Side { get; set; }

    [GlobalSetup]
    public void Draw() => _given = StageInputs.Draw(Side);

    [GlobalCleanup]
    public void CleanUp() => _given.Dispose();

    [Benchmark(Description = Ours), BenchmarkCategory("decode")]
    public void Decode() => _decoder.Decode(_given.Png).Value.Dispose();

    [Benchmark(Description = Theirs, Baseline = true), BenchmarkCategory("decode")]
    public void PythonDecode() => Python.Run("decode", Side);

    [Benchmark(Description = Ours), BenchmarkCategory("preprocess")]
    public void Preprocess() => Views.Render(_given.Image.Rgb).Dispose();

    [Benchmark(Description = Theirs, Baseline = true), BenchmarkCategory("preprocess")]
    public void PythonPreprocess() => Python.Run("preprocess", Side);

    [Benchmark(Description = Ours), BenchmarkCategory("postprocess")]
    public LabelImage Postprocess() => InstanceSegmenter.Segment(_given.Maps, StageInputs.Thresholds);

    [Benchmark(Description = Theirs, Baseline = true), BenchmarkCategory("postprocess")]
    public void PythonPostprocess() => Python.Run("postprocess", Side);

    [Benchmark(Description = Ours), BenchmarkCategory("encode")]
    public int Encode()
    {
        var runs = KaggleRle.Encode(_given.Labels);
        var length = 0;
        for (var instance = 1; instance <= runs.Count; instance++)
            length += KaggleRle.ToText(runs[instance]).Length;
        return length;
    }

    [Benchmark(Description = Theirs, Baseline = true), BenchmarkCategory("encode")]
    public void PythonEncode() => Python.Run("encode", Side);
}

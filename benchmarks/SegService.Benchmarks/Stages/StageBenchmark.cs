using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using SegService.Benchmarks.Figures;

namespace SegService.Benchmarks.Stages;

/// <summary>The CPU stages by BenchmarkDotNet.</summary>
internal sealed class StageBenchmark : IBenchmark
{
    public string Name => "stages";

    public string Description => "The CPU stages one by one";

    public Task<IReadOnlyList<Figure>> RunAsync(Effort effort, CancellationToken stop)
    {
        // In this process: one build, and the same runtime and libraries as everything else here.
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(2).WithIterationCount(2 * effort.Rounds);
        var config = DefaultConfig.Instance.AddJob(job).AddDiagnoser(MemoryDiagnoser.Default)
            .WithArtifactsPath(Path.Combine("artifacts", "benchmarks", "BenchmarkDotNet"));
        var summary = BenchmarkRunner.Run<PostprocessBenchmarks>(config);
        return Task.FromResult<IReadOnlyList<Figure>>([.. summary.Reports.Select(Time)]);
    }

    private static Figure Time(BenchmarkReport report)
    {
        var times = report.ResultStatistics ?? throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} was not measured.");
        return new Figure($"{report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo} {report.BenchmarkCase.Parameters.DisplayInfo}",
            new Spread(times.Median / 1e6, times.Q1 / 1e6, times.Q3 / 1e6, times.N), "ms");
    }
}

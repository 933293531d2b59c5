using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using SegService.Benchmarks.Figures;
using SegService.Pipeline.Admission;

namespace SegService.Benchmarks.Stages;

/// <summary>The CPU stages by BenchmarkDotNet, in processor time: against Python, against the network, and as images grow.</summary>
internal sealed class StageBenchmark : IBenchmark
{
    public string Name => "stages";

    public string Description => "The CPU stages one by one, beside Python's";

    public Task<IReadOnlyList<Figure>> RunAsync(Effort effort, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("segservice-stages-").FullName;
        try
        {
            using var oneThread = new CpuGate(new AdmissionOptions()); // as in the service
            using var python = StageComparison.Python = new PythonStages(folder);
            IReadOnlyList<Figure> agreement = [.. StageAgreement.Check(python, folder, 256), .. StageAgreement.Check(python, folder, 1024)];
            var config = Config(effort, python.ProcessId);
            var compared = BenchmarkRunner.Run<StageComparison>(config);
            var large = BenchmarkRunner.Run<LargeImages>(config);
            var network = BenchmarkRunner.Run<NetworkOfOneImage>(config);
            return Task.FromResult<IReadOnlyList<Figure>>([.. agreement, .. StageFigures.Compared(compared), .. StageFigures.Large(large, network)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>In this process: one build, and the same runtime and libraries as everything else here.</summary>
    private static IConfig Config(Effort effort, int python) => DefaultConfig.Instance
        .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithClock(new ProcessorClock(python))
            .WithWarmupCount(3).WithIterationCount(2 * effort.Rounds).WithIterationTime(TimeInterval.FromMilliseconds(100)))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .WithArtifactsPath(Path.Combine("artifacts", "benchmarks", "BenchmarkDotNet"))
        .WithOptions(ConfigOptions.DisableLogFile);
}

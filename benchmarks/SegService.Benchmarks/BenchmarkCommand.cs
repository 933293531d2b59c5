using System.CommandLine;
using SegService.Benchmarks.Accepting;
using SegService.Benchmarks.Batching;
using SegService.Benchmarks.Figures;
using SegService.Benchmarks.Peers;
using SegService.Benchmarks.Service;
using SegService.Benchmarks.Stages;
using SegService.Benchmarks.Startup;

namespace SegService.Benchmarks;

/// <summary>The command line: one subcommand a benchmark; without one, all of them in turn.</summary>
internal sealed class BenchmarkCommand
{
    private static readonly IBenchmark[] All = [new ServiceBenchmark(), new StageBenchmark(), new BatchingBenchmark(), new StartupBenchmark(), new AcceptBenchmark(), new PeerBenchmark()];

    private readonly Option<int> _rounds = new("--rounds") { Description = "Times each side of a comparison takes its turn", DefaultValueFactory = _ => 7 };
    private readonly Option<double> _turn = new("--turn") { Description = "Seconds of a turn", DefaultValueFactory = _ => 4 };

    public static RootCommand Create()
    {
        var command = new BenchmarkCommand();
        var root = new RootCommand("Measures SegService; prints ratios with their spread and writes them to artifacts/benchmarks as JSON.");
        command.Complete(root, All);
        foreach (var benchmark in All)
        {
            var one = new Command(benchmark.Name, benchmark.Description);
            command.Complete(one, [benchmark]);
            root.Subcommands.Add(one);
        }

        return root;
    }

    private void Complete(Command command, IReadOnlyList<IBenchmark> benchmarks)
    {
        command.Options.Add(_rounds);
        command.Options.Add(_turn);
        command.SetAction(async (parsed, stop) =>
        {
            var effort = new Effort(parsed.GetValue(_rounds), TimeSpan.FromSeconds(parsed.GetValue(_turn)));
            foreach (var benchmark in benchmarks)
                await Report.WriteAsync(benchmark.Name, await benchmark.RunAsync(effort, stop), stop);
        });
    }
}

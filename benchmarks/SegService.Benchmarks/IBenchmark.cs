using SegService.Benchmarks.Figures;

namespace SegService.Benchmarks;

/// <summary>One thing that is measured, by <c>./build.sh bench NAME</c>.</summary>
internal interface IBenchmark
{
    string Name { get; }

    /// <summary>For the command's help.</summary>
    string Description { get; }

    Task<IReadOnlyList<Figure>> RunAsync(Effort effort, CancellationToken stop);
}

/// <summary>How long to measure.</summary>
/// <param name="Rounds">Times each side of a comparison takes its turn.</param>
/// <param name="Turn">How long a turn lasts.</param>
internal sealed record Effort(int Rounds, TimeSpan Turn);

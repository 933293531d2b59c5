using SegService.Benchmarks.Figures;

namespace SegService.Benchmarks.Load;

/// <summary>One request as its caller saw it.</summary>
/// <param name="Milliseconds">From sending to the answer's last byte.</param>
/// <param name="Stages">What the service says of itself, in milliseconds; empty where it says nothing.</param>
internal sealed record Answer(double Milliseconds, IReadOnlyDictionary<string, double> Stages);

/// <summary>A turn of load.</summary>
/// <param name="Answers">In no order; at least one.</param>
/// <param name="Elapsed">To the last of them.</param>
internal sealed record LoadResult(IReadOnlyList<Answer> Answers, TimeSpan Elapsed)
{
    public double PerSecond => Answers.Count / Elapsed.TotalSeconds;

    /// <param name="share">0..1: 0.99 is what one in a hundred exceeds.</param>
    public double Latency(double share) => Spread.Quantile([.. Answers.Select(answer => answer.Milliseconds).Order()], share);
}

namespace SegService.Benchmarks.Figures;

/// <summary>The middle of some measurements and the half of them around it.</summary>
/// <param name="Median">Half are lower.</param>
/// <param name="Low">A quarter are lower.</param>
/// <param name="High">A quarter are higher.</param>
/// <param name="Count">How many there were.</param>
internal sealed record Spread(double Median, double Low, double High, int Count)
{
    public static Spread Of(IEnumerable<double> measurements)
    {
        var sorted = measurements.Order().ToArray();
        return new Spread(Quantile(sorted, 0.5), Quantile(sorted, 0.25), Quantile(sorted, 0.75), sorted.Length);
    }

    public static Spread Of(double measurement) => Of([measurement]);

    /// <param name="sorted">Increasing; at least one.</param>
    /// <param name="share">0..1.</param>
    /// <returns>Between the two nearest, linearly.</returns>
    public static double Quantile(IReadOnlyList<double> sorted, double share)
    {
        var position = share * (sorted.Count - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}

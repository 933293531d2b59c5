namespace SegService.Pipeline.Classic;

/// <summary>Otsu's threshold (1979): the cut of a histogram with the largest variance between its two classes.</summary>
/// <param name="Bin">Last bin of the lower class.</param>
/// <param name="Separation">Distance of the class means in standard deviations of the lower class (of half a bin at least).</param>
internal readonly record struct OtsuCut(int Bin, double Separation)
{
    /// <returns>Null where all values share one bin.</returns>
    public static OtsuCut? Find(ReadOnlySpan<int> histogram)
    {
        var total = Moments.Of(histogram);
        var (below, variance, best) = (default(Moments), 0.0, default(OtsuCut?));
        for (var bin = 0; bin < histogram.Length; bin++)
        {
            below = below.Plus(bin, histogram[bin]);
            if (below.Count == 0 || below.Count == total.Count)
                continue;
            var gap = ((total.Sum - below.Sum) / (total.Count - below.Count)) - below.Mean;
            var between = below.Count * (total.Count - below.Count) * gap * gap;
            if (between > variance)
                (variance, best) = (between, new OtsuCut(bin, gap / Math.Max(0.5, below.Deviation)));
        }

        return best;
    }

    private readonly record struct Moments(double Count, double Sum, double Squares)
    {
        public double Mean => Sum / Count;

        public double Deviation => Math.Sqrt(Math.Max(0, (Squares / Count) - (Mean * Mean)));

        public static Moments Of(ReadOnlySpan<int> histogram)
        {
            var moments = default(Moments);
            for (var bin = 0; bin < histogram.Length; bin++)
                moments = moments.Plus(bin, histogram[bin]);
            return moments;
        }

        public Moments Plus(double value, double count) =>
            new(Count + count, Sum + (count * value), Squares + (count * value * value));
    }
}

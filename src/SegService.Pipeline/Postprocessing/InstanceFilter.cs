using SegService.Pipeline.Pooling;

namespace SegService.Pipeline.Postprocessing;

/// <summary>Drops instances that are too small or too doubtful and numbers the rest.</summary>
internal static class InstanceFilter
{
    /// <param name="plane">Labels from 1; anything below counts as background.</param>
    /// <param name="nucleus">Probability that a pixel belongs to a nucleus, row-major without frame.</param>
    /// <param name="thresholds">The limits.</param>
    /// <returns>Rented: the caller disposes it.</returns>
    public static LabelImage Apply(LabelPlane plane, ReadOnlySpan<float> nucleus, PostprocessingThresholds thresholds)
    {
        var tallies = Tally(plane, nucleus);
        var minArea = Math.Max(1, thresholds.MinArea);
        foreach (ref var tally in tallies.AsSpan())
            tally.Kept = tally.Area >= minArea && tally.Sum >= thresholds.MinScore * tally.Area;

        var smallest = SmallestArea(tallies.Where(tally => tally.Kept).Select(tally => tally.Area), thresholds);
        foreach (ref var tally in tallies.AsSpan())
            tally.Kept &= tally.Area >= smallest;
        return Keep(plane, tallies);
    }

    /// <summary>The smallest area an image's instances may have, absolutely and beside each other.</summary>
    /// <param name="areas">Of all that are not too small by themselves.</param>
    /// <param name="thresholds">The limits.</param>
    public static double SmallestArea(IEnumerable<int> areas, PostprocessingThresholds thresholds)
    {
        var sorted = areas.Order().ToArray();
        var median = sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
        return Math.Max(Math.Max(1, thresholds.MinArea), thresholds.MinRelativeArea * median);
    }

    private static InstanceTally[] Tally(LabelPlane plane, ReadOnlySpan<float> nucleus)
    {
        var tallies = new InstanceTally[plane.Count + 1];
        for (var y = 0; y < plane.Height; y++)
        {
            var probabilities = nucleus.Slice(y * plane.Width, plane.Width);
            foreach (var (label, start, end) in new LabelStretches(plane.Row(y)))
                tallies[label].Add(probabilities[start..end]);
        }

        return tallies;
    }

    private static LabelImage Keep(LabelPlane plane, InstanceTally[] tallies)
    {
        var labels = PlanePool<int>.Shared.Rent(plane.Width * plane.Height);
        Array.Clear(labels);
        for (var y = 0; y < plane.Height; y++)
        {
            var kept = labels.AsSpan(y * plane.Width, plane.Width);
            foreach (var (label, start, end) in new LabelStretches(plane.Row(y)))
            {
                if (tallies[label].Kept)
                    kept[start..end].Fill(label);
            }
        }

        return LabelImage.AdoptRented(plane.Width, plane.Height, labels);
    }

    private record struct InstanceTally
    {
        public int Area { get; private set; }

        public double Sum { get; private set; }

        public bool Kept { get; set; }

        public void Add(ReadOnlySpan<float> probabilities)
        {
            Area += probabilities.Length;
            foreach (var probability in probabilities)
                Sum += probability;
        }
    }
}

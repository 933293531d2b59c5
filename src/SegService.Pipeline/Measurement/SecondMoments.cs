namespace SegService.Pipeline.Measurement;

/// <summary>Adds up the second moments of all instances about their centroids.</summary>
internal sealed class SecondMoments(IReadOnlyList<Instance> instances)
{
    private readonly (double XX, double XY, double YY)[] _sums = new (double, double, double)[instances.Count];

    public void Add(int y, ReadOnlySpan<int> row)
    {
        for (var x = 0; x < row.Length; x++)
        {
            if (row[x] == 0)
                continue;
            var instance = instances[row[x] - 1];
            var (dx, dy) = (x - instance.CentroidX, y - instance.CentroidY);
            ref var sum = ref _sums[row[x] - 1];
            sum = (sum.XX + (dx * dx), sum.XY + (dx * dy), sum.YY + (dy * dy));
        }
    }

    public double Eccentricity(int index)
    {
        var (xx, xy, yy) = _sums[index];
        var mean = (xx + yy) / 2;
        var spread = Math.Sqrt(Math.Pow((xx - yy) / 2, 2) + (xy * xy));
        var (large, small) = (mean + spread, Math.Max(mean - spread, 0));
        return large == 0 ? 0 : Math.Sqrt(1 - (small / large));
    }
}

using SegService.Pipeline.Pooling;

namespace SegService.Pipeline.Postprocessing;

/// <summary>Union-find over the basins of a landscape visited from its peaks down; ids from 1.</summary>
/// <param name="neck">Basins that meet above this fraction of the lower peak merge.</param>
/// <param name="minRise">Basins whose lower peak rises less than this above the meeting point merge.</param>
internal sealed class Basins(double neck, double minRise) : IDisposable
{
    private readonly PooledList<Basin> _basins = new();

    public int Count => _basins.Count;

    public int Add(int peak)
    {
        _basins.Add(new Basin(Count, peak));
        return Count;
    }

    /// <summary>Tells that two basins meet at a level. Once kept apart they stay so: later meetings are lower.</summary>
    public void Meet(int first, int second, int level)
    {
        var (a, b) = (Root(first) - 1, Root(second) - 1);
        if (a == b)
            return;
        var (low, high) = _basins[a].Peak < _basins[b].Peak ? (a, b) : (b, a);
        var peak = _basins[low].Peak;
        if (level > neck * peak || peak - level < minRise)
            _basins[low].Parent = high;
    }

    public int Root(int id)
    {
        var basin = id - 1;
        while (_basins[basin].Parent != basin)
            basin = _basins[basin].Parent = _basins[_basins[basin].Parent].Parent;
        return basin + 1;
    }

    public void Dispose() => _basins.Dispose();

    private record struct Basin(int Parent, int Peak);
}

using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Encoding.Polygons;

/// <summary>
/// Each instance taken apart into the parts that connect by edges, in two passes by union-find. Parts are numbered from 1 in the
/// order of their first pixel, row-major.
/// </summary>
internal sealed class LabelParts : IDisposable
{
    private readonly List<int> _parents = [0];
    private readonly List<int> _instances = [0];

    private LabelParts(LabelImage labels) => Plane = new LabelPlane(labels.Width, labels.Height);

    /// <summary>The part of every pixel, 0 for background.</summary>
    public LabelPlane Plane { get; }

    /// <summary>The instance of every part, by its number; the first is the background.</summary>
    public IReadOnlyList<int> Instances => _instances;

    public static LabelParts Of(LabelImage labels)
    {
        var parts = new LabelParts(labels);
        for (var y = 0; y < labels.Height; y++)
            parts.Collect(labels, y);
        parts.Number();
        return parts;
    }

    public void Dispose() => Plane.Dispose();

    private void Collect(LabelImage labels, int y)
    {
        var row = labels.Row(y);
        var above = labels.Row(Math.Max(y - 1, 0));
        var parts = Plane.Row(y);
        var partsAbove = Plane.Row(Math.Max(y - 1, 0));
        for (var x = 0; x < row.Length; x++)
        {
            var left = x > 0 && row[x - 1] == row[x];
            var up = y > 0 && above[x] == row[x];
            parts[x] = row[x] == 0 ? 0 : left ? parts[x - 1] : up ? partsAbove[x] : Start(row[x]);
            if (row[x] != 0 && left && up)
                Join(parts[x], partsAbove[x]);
        }
    }

    private int Start(int instance)
    {
        _instances.Add(instance);
        _parents.Add(_parents.Count);
        return _parents.Count - 1;
    }

    private void Join(int first, int second)
    {
        var (a, b) = (Root(first), Root(second));
        _parents[Math.Max(a, b)] = Math.Min(a, b);
    }

    private int Root(int part)
    {
        while (_parents[part] != part)
            part = _parents[part] = _parents[_parents[part]];
        return part;
    }

    /// <summary>A parent always comes before its child, so one pass forward suffices.</summary>
    private void Number()
    {
        var count = 0;
        for (var i = 1; i < _parents.Count; i++)
        {
            var root = _parents[i] == i;
            _parents[i] = root ? ++count : _parents[_parents[i]];
            if (root)
                _instances[count] = _instances[i];
        }

        _instances.RemoveRange(count + 1, _instances.Count - count - 1);
        for (var y = 0; y < Plane.Height; y++)
        {
            foreach (ref var part in Plane.Row(y))
                part = _parents[part];
        }
    }
}

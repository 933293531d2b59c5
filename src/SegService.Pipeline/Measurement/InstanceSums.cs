namespace SegService.Pipeline.Measurement;

/// <summary>What is added up of one instance while its pixels go by.</summary>
internal struct InstanceSums
{
    private int _area;
    private int _left;
    private int _right;
    private int _top;
    private int _bottom;
    private long _x;
    private long _y;
    private double _score;

    public static InstanceSums Empty => new() { _left = int.MaxValue, _top = int.MaxValue };

    /// <summary>Pixels of row <paramref name="y"/> from column <paramref name="start"/> on; they come in row-major order.</summary>
    public void Add(int y, int start, ReadOnlySpan<float> scores)
    {
        var last = start + scores.Length - 1;
        _area += scores.Length;
        _x += (long)(start + last) * scores.Length / 2;
        _y += (long)y * scores.Length;
        foreach (var score in scores)
            _score += score;
        _left = Math.Min(_left, start);
        _right = Math.Max(_right, last);
        _top = Math.Min(_top, y);
        _bottom = y;
    }

    public readonly Instance ToInstance(int id)
    {
        var box = new PixelBox(_left, _top, _right - _left + 1, _bottom - _top + 1);
        return new Instance(id, _area, box, (double)_x / _area, (double)_y / _area, _score / _area);
    }
}

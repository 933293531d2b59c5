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

    /// <summary>Pixels come in row-major order.</summary>
    public void Add(int x, int y, float score)
    {
        _area++;
        _x += x;
        _y += y;
        _score += score;
        _left = Math.Min(_left, x);
        _right = Math.Max(_right, x);
        _top = Math.Min(_top, y);
        _bottom = y;
    }

    public readonly Instance ToInstance(int id)
    {
        var box = new PixelBox(_left, _top, _right - _left + 1, _bottom - _top + 1);
        return new Instance(id, _area, box, (double)_x / _area, (double)_y / _area, _score / _area);
    }
}

using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Measurement;

/// <summary>Adds up the perimeters of all instances; see <see cref="InstanceShape"/> for what is counted.</summary>
internal sealed class BorderLengths
{
    private const int Beside = 2;
    private const int Diagonal = 10;

    // By 1 + 2 e + 10 d.
    private static readonly double[] Weights = MakeWeights();

    private readonly LabelImage _labels;
    private readonly double[] _lengths;

    // The labels of the border pixels of three rows, everything else 0, with a zero at either end.
    private int[] _above;
    private int[] _here;
    private int[] _below;

    public BorderLengths(LabelImage labels)
    {
        _labels = labels;
        _lengths = new double[labels.Count];
        (_above, _here, _below) = (new int[labels.Width + 2], new int[labels.Width + 2], new int[labels.Width + 2]);
        Mark(0, _below);
    }

    public double Length(int index) => _lengths[index];

    /// <summary>Rows come in order.</summary>
    public void Add(int y)
    {
        (_above, _here, _below) = (_here, _below, _above);
        Mark(y + 1, _below);
        for (var x = 1; x <= _labels.Width; x++)
        {
            if (_here[x] is var label and not 0)
                _lengths[label - 1] += Weights[Neighbourhood(x, label)];
        }
    }

    private int Neighbourhood(int x, int label)
    {
        var beside = Same(_above[x]) + Same(_here[x - 1]) + Same(_here[x + 1]) + Same(_below[x]);
        var diagonal = Same(_above[x - 1]) + Same(_above[x + 1]) + Same(_below[x - 1]) + Same(_below[x + 1]);
        return 1 + (Beside * beside) + (Diagonal * diagonal);

        int Same(int other) => other == label ? 1 : 0;
    }

    private void Mark(int y, int[] border)
    {
        Array.Clear(border);
        if (y >= _labels.Height)
            return;
        var row = _labels.Row(y);
        var above = y > 0 ? _labels.Row(y - 1) : default;
        var below = y + 1 < _labels.Height ? _labels.Row(y + 1) : default;
        for (var x = 0; x < row.Length; x++)
        {
            var inside = x > 0 && x + 1 < row.Length && row[x - 1] == row[x] && row[x + 1] == row[x]
                && !above.IsEmpty && above[x] == row[x] && !below.IsEmpty && below[x] == row[x];
            border[x + 1] = inside ? 0 : row[x];
        }
    }

    private static double[] MakeWeights()
    {
        var weights = new double[1 + (4 * Beside) + (4 * Diagonal) + 1];
        foreach (var straight in (ReadOnlySpan<int>)[5, 7, 15, 17, 25, 27])
            weights[straight] = 1;
        foreach (var slanted in (ReadOnlySpan<int>)[21, 33])
            weights[slanted] = Math.Sqrt(2);
        foreach (var mixed in (ReadOnlySpan<int>)[13, 23])
            weights[mixed] = (1 + Math.Sqrt(2)) / 2;
        return weights;
    }
}

namespace SegService.Pipeline.Postprocessing;

/// <summary>Values <c>Start</c> to <c>End - 1</c> of a row or column, all of one label (from 1).</summary>
internal readonly record struct LabelStretch(int Label, int Start, int End);

/// <summary>
/// The stretches of one label in a row or column, in order; zero and below is passed over. Most of an image is background and most
/// neighbours are of one label, so both are scanned in vectors.
/// </summary>
internal ref struct LabelStretches(ReadOnlySpan<int> labels)
{
    private readonly ReadOnlySpan<int> _labels = labels;

    public LabelStretch Current { get; private set; }

    public readonly LabelStretches GetEnumerator() => this;

    public bool MoveNext()
    {
        var skipped = _labels[Current.End..].IndexOfAnyInRange(1, int.MaxValue);
        if (skipped < 0)
            return false;
        var start = Current.End + skipped;
        var label = _labels[start];
        var length = _labels[start..].IndexOfAnyExcept(label);
        Current = new LabelStretch(label, start, length < 0 ? _labels.Length : start + length);
        return true;
    }
}

namespace SegService.OnnxWriter.Quantisation;

/// <summary>Between which values a tensor's values lie, as eight bits will hold them. Zero always lies between: padding has to be exact.</summary>
public readonly record struct ValueRange
{
    private const int Steps = byte.MaxValue;

    public ValueRange(float low, float high) => (Low, High) = (Math.Min(low, 0), Math.Max(high, 0));

    public float Low { get; }

    public float High { get; }

    /// <summary>Between two neighbouring codes.</summary>
    internal float Step => High > Low ? (High - Low) / Steps : 1;

    /// <summary>The code of zero; 0 after a ReLU, which is then no work of its own.</summary>
    internal byte ZeroPoint => (byte)MathF.Round(-Low / Step);

    public ValueRange And(ValueRange other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));
}

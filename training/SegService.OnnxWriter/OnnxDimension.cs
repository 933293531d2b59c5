namespace SegService.OnnxWriter;

/// <summary>One axis of an input or output: a fixed size, or a name for a size known only when the graph runs.</summary>
public readonly record struct OnnxDimension
{
    private OnnxDimension(long? size, string? name) => (Size, Name) = (size, name);

    public long? Size { get; }

    public string? Name { get; }

    public static implicit operator OnnxDimension(long size) => new(size, null);

    public static implicit operator OnnxDimension(string name) => new(null, name);
}

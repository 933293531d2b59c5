namespace SegService.OnnxWriter;

/// <summary>A tensor inside a graph: an input, an initializer or the output of a node.</summary>
public readonly record struct OnnxValue(string Name);

namespace SegService.Pipeline.Encoding.Polygons;

/// <summary>
/// One edge-connected part of an instance as a valid polygon: its interior holds exactly the part's pixels. Rings are not closed
/// (the first corner is not repeated), have corners only where they turn, and never pass a corner twice; two rings may share one.
/// </summary>
/// <param name="Outer">Clockwise as seen on the screen, that is with a positive area in x and y.</param>
/// <param name="Holes">The other way round.</param>
public sealed record PixelPolygon(IReadOnlyList<Corner> Outer, IReadOnlyList<IReadOnlyList<Corner>> Holes);

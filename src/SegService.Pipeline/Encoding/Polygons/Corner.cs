namespace SegService.Pipeline.Encoding.Polygons;

/// <summary>A corner of pixels: pixel (x, y) covers the square from corner (x, y) to corner (x + 1, y + 1), y down.</summary>
public readonly record struct Corner(int X, int Y);

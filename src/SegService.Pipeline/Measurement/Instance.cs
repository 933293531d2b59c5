namespace SegService.Pipeline.Measurement;

/// <summary>One nucleus. Pixel (x, y) has its centre at (x, y), x to the right, y down.</summary>
/// <param name="Id">The instance's label, from 1.</param>
/// <param name="Area">Pixels.</param>
/// <param name="Box">Smallest enclosing box.</param>
/// <param name="CentroidX">Mean x of the instance's pixels.</param>
/// <param name="CentroidY">Mean y of the instance's pixels.</param>
/// <param name="Score">Confidence, 0..1: mean nucleus probability; for classic, the contrast against the surroundings.</param>
public sealed record Instance(int Id, int Area, PixelBox Box, double CentroidX, double CentroidY, double Score);

/// <summary>An axis-aligned box in pixels: left, top, width, height.</summary>
public readonly record struct PixelBox(int X, int Y, int Width, int Height);

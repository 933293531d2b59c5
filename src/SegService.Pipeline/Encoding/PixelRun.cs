namespace SegService.Pipeline.Encoding;

/// <summary>
/// Consecutive pixels of one instance, numbered column-major from 0: pixel (x, y) has number x * height + y, so a run may go on
/// from the foot of one column at the top of the next.
/// </summary>
public readonly record struct PixelRun(int Instance, int Start, int Length);

using OpenCvSharp;
using SegService.Pipeline.Admission;
using SegService.Pipeline.Decoding;

namespace SegService.Pipeline.LargeImages;

/// <summary>Shows the windows of a page one after the other; no more of the page is decoded at once than one row of windows.</summary>
internal sealed class WindowWalk(RgbPage page, CpuGate cpu, StageTimings timings)
{
    /// <param name="windows">Some of a grid's, in its order.</param>
    /// <param name="visit">Is given the pixels of a window's area (CV_8UC3 in RGB order), which are its own only until it ends; a failure
    /// ends the walk.</param>
    /// <param name="cancellationToken">Looked at between windows.</param>
    public async Task<Failure?> RunAsync(IEnumerable<Window> windows, Func<Window, Mat, Task<Failure?>> visit, CancellationToken cancellationToken)
    {
        using var band = new RgbBand(page);
        foreach (var row in windows.GroupBy(window => (window.Area.Y, window.Area.Height)))
        {
            var (top, height) = row.Key;
            var moved = await cpu.RunAsync(() => timings.Measure("decode", () => band.Move(top, top + height)), cancellationToken).ConfigureAwait(false);
            if (!moved.TryGet(out var rgb, out var failure))
                return failure;
            using (rgb)
                failure = await RowAsync(row, rgb, visit, cancellationToken).ConfigureAwait(false);
            if (failure is not null)
                return failure;
        }

        return null;
    }

    private static async Task<Failure?> RowAsync(IEnumerable<Window> windows, Mat band, Func<Window, Mat, Task<Failure?>> visit, CancellationToken cancellationToken)
    {
        foreach (var window in windows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var area = band[0, band.Rows, window.Area.X, window.Area.X + window.Area.Width];
            if (await visit(window, area).ConfigureAwait(false) is { } failure)
                return failure;
        }

        return null;
    }
}

using SegService.Jobs.Processing;

namespace SegService.Jobs.CrashHost;

/// <summary>The result is the source backwards, a little later; its count is the first byte.</summary>
public sealed class ReversingProcessor : IImageProcessor
{
    public async Task<ProcessingOutcome> ProcessAsync(ImageWork work, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(work.Source.Span[0] % 16), cancellationToken);
        var reversed = work.Source.ToArray();
        reversed.AsSpan().Reverse();
        return new ProcessingOutcome.Done(reversed, work.Source.Span[0]);
    }
}

using System.Diagnostics;
using System.Threading.Channels;
using SegService.Jobs.Processing;

namespace SegService.Jobs.Tests.Processing;

/// <summary>Holds every image until the test says what becomes of it.</summary>
internal sealed class GatedProcessor : IImageProcessor
{
    private readonly Channel<Held> _held = Channel.CreateUnbounded<Held>();

    public async Task<ProcessingOutcome> ProcessAsync(ImageWork work, CancellationToken cancellationToken)
    {
        var held = new Held(work);
        await _held.Writer.WriteAsync(held, CancellationToken.None);
        try
        {
            return await held.Outcome.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            held.Stopped.SetResult();
            throw;
        }
    }

    public async Task<Held> NextAsync() => await _held.Reader.ReadAsync(TestContext.Current.CancellationToken);

    internal sealed record Held(ImageWork Work)
    {
        /// <summary>The step of a trace in which the image was handed over.</summary>
        public Activity? Step { get; } = Activity.Current;

        public TaskCompletionSource<ProcessingOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Finish(byte[] result, int count) => Outcome.SetResult(new ProcessingOutcome.Done(result, count));
    }
}

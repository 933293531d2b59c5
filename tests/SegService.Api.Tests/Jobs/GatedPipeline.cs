using SegService.Api.Tests.Hosting;
using SegService.Pipeline;

namespace SegService.Api.Tests.Jobs;

/// <summary>Holds every image until the gate is opened.</summary>
internal sealed class GatedPipeline : ISegmentationPipeline
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _entered = new(0);

    public async Task<Outcome<SegmentationResult>> RunAsync(SegmentationRequest request, CancellationToken cancellationToken)
    {
        _entered.Release();
        await _gate.Task.WaitAsync(cancellationToken);
        return StubPipeline.Result(request);
    }

    public void Open() => _gate.SetResult();

    /// <summary>Until one more image is in work.</summary>
    public Task EnteredAsync() => _entered.WaitAsync(TestContext.Current.CancellationToken);
}

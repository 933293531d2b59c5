namespace SegService.Pipeline.Inference;

/// <summary>One tile from submission to its result. Owns the input's buffer until it was read or the tile was given up.</summary>
internal sealed class TileWork(TileFlow flow, TileTensor input, long arrived)
{
    private readonly TaskCompletionSource<Outcome<TileResult>> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TileFlow Flow => flow;

    public TileTensor Input => input;

    /// <summary>Timestamp of submission.</summary>
    public long Arrived => arrived;

    public Task<Outcome<TileResult>> Completion => _completion.Task;

    /// <summary>A result nobody waits for any more gives its buffer back.</summary>
    public void Complete(TileResult result)
    {
        if (!_completion.TrySetResult(result))
            result.Dispose();
    }

    public void Fail(Failure failure) => _completion.TrySetResult(failure);
}

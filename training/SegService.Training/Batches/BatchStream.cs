using System.Threading.Channels;

namespace SegService.Training.Batches;

/// <summary>Makes batches on a thread of its own, a few ahead of the training step, always in order.</summary>
internal sealed class BatchStream : IDisposable
{
    private const int Ahead = 3;

    private readonly Channel<Batch> _channel = Channel.CreateBounded<Batch>(Ahead);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _producer;

    public BatchStream(BatchMaker maker, long firstCrop, int batchSize) =>
        _producer = Task.Factory.StartNew(() => Produce(maker, firstCrop, batchSize), TaskCreationOptions.LongRunning);

    /// <summary>Waits for the next batch; a fault while making it comes out here.</summary>
    public Batch Next() => _channel.Reader.ReadAsync().AsTask().GetAwaiter().GetResult();

    public void Dispose()
    {
        _stop.Cancel();
        _producer.GetAwaiter().GetResult();
        _stop.Dispose();
    }

    private void Produce(BatchMaker maker, long next, int batchSize)
    {
        try
        {
            for (; ; next += batchSize)
                _channel.Writer.WriteAsync(maker.Make(next, batchSize), _stop.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            _channel.Writer.TryComplete();
        }
        catch (Exception fault)
        {
            _channel.Writer.TryComplete(fault);
        }
    }
}

using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using SegService.Jobs.State;

namespace SegService.Jobs.Nats;

/// <summary>Reads the log message by message, without a gap, and applies it to the replica; starts over wherever that breaks off.</summary>
internal sealed partial class LogFollower(
    NatsLink link, NatsStreams names, INatsJSStream log, Replica replica, Snapshots snapshots, ChangeFeed changes, ILogger<LogFollower> logger)
    : IAsyncDisposable
{
    private const string MessageId = "Nats-Msg-Id";

    /// <summary>Messages applied in one go, and read ahead while they are.</summary>
    private const int ReadAhead = 512;

    private static readonly object Progress = new();
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource _stopping = new();
    private readonly LogReader _reader = new(log);
    private readonly SnapshotSchedule _schedule = new();
    private ulong _applied;
    private Task _following = Task.CompletedTask;
    private Task _snapshot = Task.CompletedTask;

    /// <param name="applied">Called for each command once it is applied, in order; without outcome where it is a repetition.</param>
    public void Start(Action<string, JobCommand, object?> applied) => _following = Task.Run(() => FollowAsync(applied));

    /// <summary>Done when everything in the log at the time of the call is applied. Patience begins anew with each message that is.</summary>
    /// <exception cref="JobBackendUnavailableException">It goes on no more.</exception>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        using var progress = changes.Subscribe(Progress);
        var last = (await StateAsync(cancellationToken).ConfigureAwait(false)).LastSeq;
        for (ulong seen; (seen = Volatile.Read(ref _applied)) < last;)
        {
            await link.RepeatAsync("follow the log", async token =>
            {
                while (Volatile.Read(ref _applied) == seen)
                    await progress.WaitAsync(token).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(false);
        await _snapshot.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task FollowAsync(Action<string, JobCommand, object?> applied)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                using var broken = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
                link.Connection.ConnectionDisconnected += OnDisconnected;
                try
                {
                    await FollowUntilBrokenAsync(applied, broken).ConfigureAwait(false);
                }
                finally
                {
                    link.Connection.ConnectionDisconnected -= OnDisconnected;
                }

                async ValueTask OnDisconnected(object? sender, NatsEventArgs e) => await broken.CancelAsync().ConfigureAwait(false);
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogBroken(e, _applied);
                await Task.Delay(PauseAfterError).ConfigureAwait(false);
            }
        }
    }

    private async Task FollowUntilBrokenAsync(Action<string, JobCommand, object?> applied, CancellationTokenSource broken)
    {
        await PrepareAsync(broken.Token).ConfigureAwait(false);
        var entries = Channel.CreateBounded<Entry>(ReadAhead);
        var reading = StopAfterAsync(ReadAsync(entries.Writer, broken.Token), broken);
        var finishing = StopAfterAsync(FinishAsync(entries.Reader, applied), broken);
        await Task.WhenAll(reading, finishing).ConfigureAwait(false);
    }

    private static async Task StopAfterAsync(Task part, CancellationTokenSource broken)
    {
        try
        {
            await part.ConfigureAwait(false);
        }
        finally
        {
            await broken.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Makes sure that the log goes on where the replica is; else starts from the latest snapshot.</summary>
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken).ConfigureAwait(false);
        var position = replica.Position;
        if (position.Sequence > state.LastSeq || position.Sequence + 1 < state.FirstSeq
            || (position.Sequence >= Math.Max(state.FirstSeq, 1) && !await HoldsAsync(position, cancellationToken).ConfigureAwait(false)))
        {
            await snapshots.LoadAsync(cancellationToken).ConfigureAwait(false);
            position = replica.Position;
            changes.PublishAll();
        }

        Volatile.Write(ref _applied, position.Sequence);
        changes.Publish(Progress);
    }

    /// <summary>Whether the log still has the message the replica applied last: a server that lost its disk starts counting anew.</summary>
    private Task<bool> HoldsAsync(LogPosition position, CancellationToken cancellationToken) => link.RepeatAsync("read the log", async token =>
    {
        var message = await log.GetDirectAsync<byte[]>(new StreamMsgGetRequest { Seq = position.Sequence }, cancellationToken: token)
            .ConfigureAwait(false);
        return Id(message.Headers) == position.Id;
    }, cancellationToken);

    private async Task ReadAsync(ChannelWriter<Entry> entries, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in _reader.ReadAsync(_applied, cancellationToken).ConfigureAwait(false))
            {
                var at = new LogPosition(message.Metadata!.Value.Sequence.Stream, Id(message.Headers));
                var command = message.Subject == names.CommandSubject ? LogJson.Read(message.Data!, message.Headers) : null;
                await entries.WriteAsync(new Entry(at, command, replica.ApplyAsync(at, command)), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            entries.Complete();
        }
    }

    /// <summary>To the last that was read, for somebody may wait for its outcome.</summary>
    private async Task FinishAsync(ChannelReader<Entry> entries, Action<string, JobCommand, object?> applied)
    {
        await foreach (var (at, command, applying) in entries.ReadAllAsync().ConfigureAwait(false))
        {
            var outcome = await applying.ConfigureAwait(false);
            Volatile.Write(ref _applied, at.Sequence);
            changes.Publish(Progress);
            if (command is not null)
                applied(at.Id, command, outcome);
            if (_schedule.IsDueAfter(isSnapshot: command is null) && _snapshot.IsCompleted)
                _snapshot = Task.Run(SnapshotAsync, CancellationToken.None);
        }
    }

    private async Task SnapshotAsync()
    {
        try
        {
            await snapshots.TakeAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            LogNoSnapshot(e);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task<StreamState> StateAsync(CancellationToken cancellationToken) => await link.RepeatAsync("look at the log", async token =>
        (await link.JetStream.GetStreamAsync(names.Log, cancellationToken: token).ConfigureAwait(false)).Info.State, cancellationToken)
        .ConfigureAwait(false);

    private static string Id(NatsHeaders? headers) => headers?.TryGetValue(MessageId, out var id) == true ? id.ToString() : "";

    [LoggerMessage(LogLevel.Warning, "Following the log of jobs broke off after message {Sequence}; starting again")]
    private partial void LogBroken(Exception exception, ulong sequence);

    [LoggerMessage(LogLevel.Warning, "A snapshot of the jobs could not be saved; the log keeps growing until one is")]
    private partial void LogNoSnapshot(Exception exception);

    /// <param name="At">The message.</param>
    /// <param name="Command">Null for a snapshot's announcement.</param>
    /// <param name="Applying">Its way into the replica.</param>
    private readonly record struct Entry(LogPosition At, JobCommand? Command, Task<object?> Applying);
}

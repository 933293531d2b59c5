using System.Text.Json;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace SegService.Jobs.Nats;

/// <summary>Where a copy of the state is, and up to which message of the log it goes. Kept as a message of the log itself.</summary>
internal sealed record SnapshotPointer(ulong Sequence, string Sha256);

/// <summary>
/// Copies of the state, so that the log need not be kept, nor read, from its beginning. Any process makes one when it is due; the first
/// to announce its own wins.
/// </summary>
internal sealed partial class Snapshots(
    NatsLink link, NatsStreams names, INatsJSStream log, NatsBlobStore blobs, Replica replica, ILogger<Snapshots> logger)
{
    /// <summary>Under which snapshots are kept among the blobs.</summary>
    public static readonly Guid Job = Guid.Empty;

    /// <summary>Messages kept before the snapshot, so that a process that lags a little need not load it.</summary>
    private const ulong Margin = 5_000;

    private const int WrongLastSequence = 10071;

    /// <summary>Loads the latest snapshot; empty where there is none.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var (_, pointer) = await LatestAsync(cancellationToken).ConfigureAwait(false);
        if (pointer is null)
        {
            await replica.LoadAsync(file: null).ConfigureAwait(false);
            return;
        }

        var file = replica.NewFile();
        try
        {
            await DownloadAsync(pointer, file, cancellationToken).ConfigureAwait(false);
            await replica.LoadAsync(file).ConfigureAwait(false);
            LogLoaded(pointer.Sequence);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Saves the state as it is, announces it, and lets go of what it replaces.</summary>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        var (at, old) = await LatestAsync(cancellationToken).ConfigureAwait(false);
        var (file, position) = replica.Save();
        try
        {
            Blob blob;
            await using (var content = File.OpenRead(file))
                blob = await blobs.PutAsync(Job, content, cancellationToken).ConfigureAwait(false);
            var pointer = new SnapshotPointer(position.Sequence, blob.Key.Sha256);
            var isLatest = await AnnounceAsync(pointer, at, cancellationToken).ConfigureAwait(false);
            var obsolete = isLatest ? old?.Sha256 : pointer.Sha256;
            if (obsolete is not null)
                await blobs.DeleteAsync(new BlobKey(Job, obsolete), cancellationToken).ConfigureAwait(false);
            if (isLatest && pointer.Sequence > Margin)
                await PurgeAsync(pointer.Sequence - Margin, cancellationToken).ConfigureAwait(false);
            LogTaken(pointer.Sequence, blob.Length, isLatest);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task<bool> AnnounceAsync(SnapshotPointer pointer, ulong after, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(pointer, LogJson.Default.SnapshotPointer);
        var options = new NatsJSPubOpts { ExpectedLastSubjectSequence = after, RetryAttempts = 1 };
        var error = await link.RepeatAsync("announce a snapshot", async token =>
        {
            var ack = await link.JetStream.PublishAsync(names.SnapshotSubject, json, NatsRawSerializer<byte[]>.Default, options, cancellationToken: token)
                .ConfigureAwait(false);
            return ack.Error is null or { ErrCode: WrongLastSequence } ? ack.Error : throw new NatsJSApiException(ack.Error);
        }, cancellationToken).ConfigureAwait(false);

        // Refused may also mean that an earlier try had arrived after all.
        return error is null || (await LatestAsync(cancellationToken).ConfigureAwait(false)).Pointer == pointer;
    }

    private async Task<(ulong Sequence, SnapshotPointer? Pointer)> LatestAsync(CancellationToken cancellationToken) =>
        await link.RepeatAsync<(ulong, SnapshotPointer?)>("find the latest snapshot", async token =>
        {
            try
            {
                var found = await log.GetAsync(new StreamMsgGetRequest { LastBySubj = names.SnapshotSubject }, token).ConfigureAwait(false);
                return (found.Message.Seq, JsonSerializer.Deserialize(found.Message.Data.Span, LogJson.Default.SnapshotPointer));
            }
            catch (NatsJSApiException e) when (e.Error.Code == 404)
            {
                return (0, null);
            }
        }, cancellationToken).ConfigureAwait(false);

    private async Task DownloadAsync(SnapshotPointer pointer, string file, CancellationToken cancellationToken)
    {
        await using var content = await blobs.OpenAsync(new BlobKey(Job, pointer.Sha256), cancellationToken).ConfigureAwait(false)
            ?? throw new FileNotFoundException($"Snapshot {pointer.Sha256} is gone; another has taken its place.");
        await using var target = File.Create(file);
        await content.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets go of the log's messages before one.</summary>
    public Task PurgeAsync(ulong before, CancellationToken cancellationToken) => link.RepeatAsync("purge the log", async token =>
        await link.JetStream.PurgeStreamAsync(names.Log, new StreamPurgeRequest { Seq = before }, token).ConfigureAwait(false),
        cancellationToken);

    [LoggerMessage(LogLevel.Information, "Loaded the snapshot of the jobs as of message {Sequence}")]
    private partial void LogLoaded(ulong sequence);

    [LoggerMessage(LogLevel.Information, "Saved a snapshot of the jobs as of message {Sequence}: {Length} bytes; it is the latest: {IsLatest}")]
    private partial void LogTaken(ulong sequence, long length, bool isLatest);
}

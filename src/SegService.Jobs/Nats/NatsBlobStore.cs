using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace SegService.Jobs.Nats;

/// <summary>
/// A blob is messages under its own name: <c>job.hash.0</c>, <c>job.hash.1</c> ... and last <c>job.hash.end</c>, which makes it whole.
/// Every message's subject and content follow from the blob's bytes, so putting again after any failure leaves one copy and no debris;
/// and a job's blobs go in one request. (NATS' object store names chunks at random: an upload broken off by a change of leader leaves
/// them behind, and nothing finds them by job.)
/// </summary>
internal sealed class NatsBlobStore(NatsLink link, NatsStreams names, INatsJSStream stream, TimeProvider time) : IBlobStore
{
    /// <summary>Well under the server's default limit of 1 MiB a message.</summary>
    private const int PartSize = 256 * 1024;
    private const string End = "end";
    private const string LengthHeader = "Blob-Length";

    /// <summary>Listing costs a header of every message; orphans are in no hurry.</summary>
    private static readonly TimeSpan ListInterval = TimeSpan.FromMinutes(30);

    private DateTimeOffset _listed;

    public async Task<Blob> PutAsync(Guid job, Stream content, CancellationToken cancellationToken)
    {
        // The name needs the hash, and a part must be readable again when it has to be sent again.
        await using var spool = Spool();
        await content.CopyToAsync(spool, cancellationToken).ConfigureAwait(false);
        spool.Position = 0;
        var key = new BlobKey(job, Convert.ToHexStringLower(await SHA256.HashDataAsync(spool, cancellationToken).ConfigureAwait(false)));
        spool.Position = 0;
        for (var i = 0; i < spool.Length / PartSize; i++)
            await SendAsync(spool, PartSize, Part(key, i), headers: null, cancellationToken).ConfigureAwait(false);
        var headers = new NatsHeaders { [LengthHeader] = spool.Length.ToString(CultureInfo.InvariantCulture) };
        await SendAsync(spool, (int)(spool.Length % PartSize), Part(key, End), headers, cancellationToken).ConfigureAwait(false);
        return new Blob(key, spool.Length);
    }

    public async Task<Stream?> OpenAsync(BlobKey key, CancellationToken cancellationToken)
    {
        if (await ReadAsync(Part(key, End), cancellationToken).ConfigureAwait(false) is not { } end)
            return null;

        var length = long.Parse(end.Headers![LengthHeader].ToString(), CultureInfo.InvariantCulture);
        var content = Spool();
        try
        {
            for (var i = 0; i < length / PartSize; i++)
            {
                if (await ReadAsync(Part(key, i), cancellationToken).ConfigureAwait(false) is not { } part)
                    return await GoneAsync(content).ConfigureAwait(false);
                await content.WriteAsync(part.Data, cancellationToken).ConfigureAwait(false);
            }

            await content.WriteAsync(end.Data ?? [], cancellationToken).ConfigureAwait(false);
            await CheckAsync(content, key, cancellationToken).ConfigureAwait(false);
            return content;
        }
        catch
        {
            await content.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public Task DeleteAsync(Guid job, CancellationToken cancellationToken) => PurgeAsync($"{Subject(job)}.>", cancellationToken);

    /// <summary>Removes one blob.</summary>
    public Task DeleteAsync(BlobKey key, CancellationToken cancellationToken) => PurgeAsync(Part(key, ">"), cancellationToken);

    public async IAsyncEnumerable<(Guid Job, DateTimeOffset WrittenAt)> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - _listed < ListInterval)
            yield break;

        foreach (var (job, writtenAt) in await ScanAsync(cancellationToken).ConfigureAwait(false))
            yield return (job, writtenAt);
        _listed = now;
    }

    private async Task<Dictionary<Guid, DateTimeOffset>> ScanAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, DateTimeOffset>();
        await stream.RefreshAsync(cancellationToken).ConfigureAwait(false);
        if (stream.Info.State.Messages == 0)
            return found;

        var consumer = await stream.CreateOrderedConsumerAsync(new NatsJSOrderedConsumerOpts { HeadersOnly = true }, cancellationToken)
            .ConfigureAwait(false);
        await foreach (var message in consumer.ConsumeAsync<byte[]>(cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            var job = message.Subject[(names.BlobSubject.Length + 1)..].Split('.')[0];
            if (Guid.TryParseExact(job, "N", out var id) && id != Snapshots.Job)
                found[id] = message.Metadata!.Value.Timestamp;
            if (message.Metadata!.Value.NumPending == 0)
                break;
        }

        return found;
    }

    private async Task SendAsync(Stream content, int length, string subject, NatsHeaders? headers, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        await content.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        await link.PublishAsync(subject, bytes, id: null, headers, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>From any copy; where that one lacks it, from the leader, for a copy may lag behind.</summary>
    private Task<NatsMsg<byte[]>?> ReadAsync(string subject, CancellationToken cancellationToken) =>
        link.RepeatAsync<NatsMsg<byte[]>?>($"read {subject}", async token =>
        {
            var request = new StreamMsgGetRequest { LastBySubj = subject };
            var message = await stream.GetDirectAsync<byte[]>(request, cancellationToken: token).ConfigureAwait(false);
            if (message.Headers?.Code is null or 0)
                return message;
            if (message.Headers.Code != 404)
                throw new NatsJSException($"{message.Headers.Code} {message.Headers.MessageText}");
            return await IsOnLeaderAsync(request, token).ConfigureAwait(false) ? throw new NatsJSException("the copy asked lags behind") : null;
        }, cancellationToken);

    private async Task<bool> IsOnLeaderAsync(StreamMsgGetRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await stream.GetAsync(request, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (NatsJSApiException e) when (e.Error.Code == 404)
        {
            return false;
        }
    }

    private Task PurgeAsync(string subject, CancellationToken cancellationToken) => link.RepeatAsync($"purge {subject}", async token =>
        await link.JetStream.PurgeStreamAsync(names.Blobs, new StreamPurgeRequest { Filter = subject }, token).ConfigureAwait(false),
        cancellationToken);

    private static async Task CheckAsync(FileStream content, BlobKey key, CancellationToken cancellationToken)
    {
        content.Position = 0;
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false));
        if (hash != key.Sha256)
            throw new InvalidDataException($"Blob {key} is damaged.");
        content.Position = 0;
    }

    private static async Task<Stream?> GoneAsync(FileStream content)
    {
        await content.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    private static FileStream Spool() => new(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, PartSize,
        FileOptions.DeleteOnClose);

    private string Part(BlobKey key, object part) => $"{Subject(key.Job)}.{key.Sha256}.{part}";

    private string Subject(Guid job) => $"{names.BlobSubject}.{job:N}";
}

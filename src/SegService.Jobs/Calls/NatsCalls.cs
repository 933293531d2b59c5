using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NATS.Client.Core;
using SegService.Jobs.Nats;

namespace SegService.Jobs.Calls;

/// <summary>The callers' side. A connection of its own: images do not delay the commands of jobs.</summary>
internal sealed partial class NatsCalls : QuietService, IWorkerCalls
{
    private const int Attempts = 4;

    private static readonly TimeSpan PauseBetweenAttempts = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentDictionary<string, OpenCall> _open = new();
    private readonly NatsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<NatsCalls> _logger;
    private readonly NatsLink _link;
    private readonly NatsListener _listener;
    private readonly string _subject;

    public NatsCalls(IOptions<NatsOptions> options, TimeProvider time, ILoggerFactory logging)
    {
        (_options, _time, _logger) = (options.Value, time, logging.CreateLogger<NatsCalls>());
        _subject = CallProtocol.CallerSubject(_options, Guid.NewGuid());
        _link = new NatsLink(_options, logging);
        _listener = new NatsListener(_link, $"{_subject}.>", queueGroup: null, ReplyAsync, LogBroken);
    }

    public async Task<CallAnswer> CallAsync(string options, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Exception? last = null;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            try
            {
                if (await TryAsync(options, content, cancellationToken).ConfigureAwait(false) is { } answer)
                    return answer;
            }
            catch (Exception e) when (e is NatsException or IOException or TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                last = e;
            }

            LogAgain(attempt, last);
            await Task.Delay(PauseBetweenAttempts, _time, cancellationToken).ConfigureAwait(false);
        }

        throw new NoWorkerException("No worker took the call and lived to answer it.", last);
    }

    public override void Dispose()
    {
        base.Dispose();
        _link.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    protected override Task RunAsync(CancellationToken stopping) => _listener.RunAsync(stopping);

    /// <summary>Null where no worker had room, or the one that took it is gone.</summary>
    private async Task<CallAnswer?> TryAsync(string options, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await _listener.Listening.WaitAsync(_options.RequestTimeout, cancellationToken).ConfigureAwait(false);
        var id = Guid.NewGuid().ToString("N");
        var call = _open[id] = new OpenCall(content, _time);
        try
        {
            var invitation = CallProtocol.Write(new Invitation($"{_subject}.{id}", content.Length, options, Activity.Current?.Id));
            var reply = await _link.RequestAsync(CallProtocol.InvitationSubject(_options), invitation, cancellationToken).ConfigureAwait(false);
            call.Hear();
            return Encoding.UTF8.GetString(reply.Data ?? []) == CallProtocol.Taken
                ? await call.WaitAsync(CallProtocol.Silence, cancellationToken).ConfigureAwait(false)
                : null;
        }
        finally
        {
            _open.TryRemove(id, out _);
        }
    }

    /// <summary>To whatever a worker says. Whoever works for a call that has ended is told to stop.</summary>
    private async Task ReplyAsync(NatsMsg<byte[]> message)
    {
        var (id, verb, part) = CallProtocol.Parse(message.Subject);
        if (!_open.TryGetValue(id, out var call))
        {
            await message.ReplyAsync(headers: CallProtocol.Ended).ConfigureAwait(false);
            return;
        }

        call.Hear();
        if (verb == CallProtocol.Read)
        {
            await message.ReplyAsync(call.Part(part), serializer: NatsRawSerializer<ReadOnlyMemory<byte>>.Default).ConfigureAwait(false);
            return;
        }

        if (verb == CallProtocol.Send)
            call.Keep(part, message.Data ?? []);
        await message.ReplyAsync().ConfigureAwait(false);
        if (verb is CallProtocol.Succeeded or CallProtocol.Failed or CallProtocol.GiveUp)
            call.Finish(verb == CallProtocol.GiveUp ? null : verb == CallProtocol.Succeeded);
    }

    [LoggerMessage(LogLevel.Information, "No worker answered a call in attempt {Attempt}")]
    private partial void LogAgain(int attempt, Exception? exception);

    [LoggerMessage(LogLevel.Warning, "Listening to workers broke off; starting again")]
    private partial void LogBroken(Exception exception);
}

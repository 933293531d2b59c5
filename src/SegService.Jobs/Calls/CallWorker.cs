using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NATS.Client.Core;
using SegService.Jobs.Nats;
using SegService.Jobs.Processing;
using SegService.Jobs.Telemetry;

namespace SegService.Jobs.Calls;

/// <summary>The workers' side: takes calls as long as there is room. Asked to stop, it drains as <see cref="JobWorker"/> does.</summary>
internal sealed partial class CallWorker : DrainingService
{
    private readonly ConcurrentDictionary<Task, bool> _inHand = new();
    private readonly ICallHandler _handler;
    private readonly TimeProvider _time;
    private readonly ILogger<CallWorker> _logger;
    private readonly NatsLink _link;
    private readonly NatsListener _listener;

    public CallWorker(ICallHandler handler, IOptions<NatsOptions> nats, IOptions<JobOptions> options, TimeProvider time, ILoggerFactory logging)
        : base(options, time)
    {
        (_handler, _time, _logger) = (handler, time, logging.CreateLogger<CallWorker>());
        _link = new NatsLink(nats.Value, logging);
        _listener = new NatsListener(_link, CallProtocol.InvitationSubject(nats.Value), CallProtocol.Workers, InvitedAsync, LogBroken);
    }

    /// <summary>Done once calls can come.</summary>
    public Task Listening => _listener.Listening;

    public override void Dispose()
    {
        base.Dispose();
        _link.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    protected override Task RunAsync(CancellationToken stopping) => _listener.RunAsync(stopping);

    protected override Task DrainAsync() => Task.WhenAll(_inHand.Keys);

    private async Task InvitedAsync(NatsMsg<byte[]> message)
    {
        var call = CallProtocol.ReadInvitation(message.Data!);
        var room = _handler.Admit(call.Length);
        if (room is not null)
        {
            var work = Task.Run(() => WorkAsync(call, room), CancellationToken.None);
            _inHand[work] = true;
            _ = work.ContinueWith(ended => _inHand.TryRemove(ended, out _), TaskScheduler.Default);
        }

        await message.ReplyAsync(Encoding.UTF8.GetBytes(room is null ? CallProtocol.Full : CallProtocol.Taken)).ConfigureAwait(false);
    }

    private async Task WorkAsync(Invitation call, IDisposable room)
    {
        using var held = room;
        using var step = JobTelemetry.StartCall(call.TraceParent);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(HandBack);
        var alive = StayAliveAsync(call, stop);
        try
        {
            var content = await ReadAsync(call, stop).ConfigureAwait(false);
            var answer = await _handler.AnswerAsync(call.Options, content, stop.Token).ConfigureAwait(false);
            await SendAsync(call, answer, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !HandBack.IsCancellationRequested)
        {
            LogEnded();
        }
        catch (Exception e)
        {
            LogGivenUp(e);
            await GiveUpAsync(call).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await alive.ConfigureAwait(false);
        }
    }

    private async Task<byte[]> ReadAsync(Invitation call, CancellationTokenSource stop)
    {
        var content = new byte[call.Length];
        for (var i = 0; i < CallProtocol.Parts(call.Length); i++)
        {
            var part = await AskAsync(call, CallProtocol.Read, i, default, stop).ConfigureAwait(false);
            if (part.Length != Math.Min(CallProtocol.PartSize, content.Length - (i * CallProtocol.PartSize)))
                throw new InvalidDataException($"Part {i} of a call has {part.Length} bytes.");
            part.CopyTo(content, i * CallProtocol.PartSize);
        }

        return content;
    }

    private async Task SendAsync(Invitation call, CallAnswer answer, CancellationTokenSource stop)
    {
        for (var i = 0; i < CallProtocol.Parts(answer.Content.Length); i++)
        {
            var rest = answer.Content[(i * CallProtocol.PartSize)..];
            await AskAsync(call, CallProtocol.Send, i, rest[..Math.Min(rest.Length, CallProtocol.PartSize)], stop).ConfigureAwait(false);
        }

        await AskAsync(call, answer.Succeeded ? CallProtocol.Succeeded : CallProtocol.Failed, 0, default, stop).ConfigureAwait(false);
    }

    /// <summary>Tells the caller so each second, and hears from it whether there still is a call to work for.</summary>
    private async Task StayAliveAsync(Invitation call, CancellationTokenSource stop)
    {
        using var timer = new PeriodicTimer(CallProtocol.Heartbeat, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token).ConfigureAwait(false))
                await AskAsync(call, CallProtocol.Alive, 0, default, stop).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Whatever keeps it from the caller: nobody would read the answer.
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task<byte[]> AskAsync(Invitation call, string verb, int part, ReadOnlyMemory<byte> data, CancellationTokenSource stop)
    {
        var reply = await _link.RepeatAsync($"{verb} a call", token => _link.RequestAsync(CallProtocol.Ask(call, verb, part), data, token), stop.Token)
            .ConfigureAwait(false);
        if (!CallProtocol.HasEnded(reply))
            return reply.Data ?? [];
        await stop.CancelAsync().ConfigureAwait(false);
        throw new OperationCanceledException(stop.Token);
    }

    /// <summary>Sooner than the caller would find out by itself.</summary>
    private async Task GiveUpAsync(Invitation call)
    {
        try
        {
            await _link.RequestAsync(CallProtocol.Ask(call, CallProtocol.GiveUp), default, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NatsException or ObjectDisposedException)
        {
            LogUnheard(e);
        }
    }

    [LoggerMessage(LogLevel.Information, "A call ended before its answer: its caller is gone")]
    private partial void LogEnded();

    [LoggerMessage(LogLevel.Warning, "A call is left to another worker")]
    private partial void LogGivenUp(Exception exception);

    [LoggerMessage(LogLevel.Information, "The caller could not be told that its call was given up")]
    private partial void LogUnheard(Exception exception);

    [LoggerMessage(LogLevel.Warning, "Listening for calls broke off; starting again")]
    private partial void LogBroken(Exception exception);
}

using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SegService.Jobs.Calls;
using SegService.TestKit;

namespace SegService.Jobs.Tests.Nats;

/// <summary>Calls between processes: each caller and each worker here stands for one.</summary>
public sealed class CallTests(NatsProcess server) : IClassFixture<NatsProcess>, IAsyncLifetime
{
    private readonly string _prefix = "t" + Guid.NewGuid().ToString("N");
    private readonly List<BackgroundService> _running = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Needs.Met(server.WhyNot);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _running)
        {
            await service.StopAsync(CancellationToken.None);
            service.Dispose();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(CallProtocol.PartSize)]
    [InlineData(CallProtocol.PartSize + 1)]
    [InlineData(5_000_000)]
    public async Task Content_and_answer_of_any_size_arrive_as_they_were(int length)
    {
        var calls = await CallerAsync();
        await WorkerAsync(new Handler());
        var content = new byte[length];
        new Random(length).NextBytes(content);

        var answer = await calls.CallAsync("options", content, Cancel);

        Assert.True(answer.Succeeded);
        Assert.Equal(content.Reverse(), answer.Content.ToArray());
    }

    [Fact]
    public async Task A_failure_is_an_answer_and_no_other_worker_is_asked()
    {
        var calls = await CallerAsync();
        var handlers = new[] { new Handler { Fails = true }, new Handler { Fails = true } };
        foreach (var handler in handlers)
            await WorkerAsync(handler);

        Assert.False((await calls.CallAsync("options", new byte[3], Cancel)).Succeeded);
        Assert.Equal(1, handlers.Sum(handler => handler.Calls));
    }

    [Fact]
    public async Task The_work_on_a_call_is_in_the_trace_of_its_caller()
    {
        var calls = await CallerAsync();
        var handler = new Handler();
        await WorkerAsync(handler);
        using var caller = new Activity("caller").Start();

        await calls.CallAsync("options", new byte[3], Cancel);

        var step = handler.Step!;
        Assert.Equal((caller.TraceId, caller.SpanId), (step.TraceId, step.ParentSpanId));
    }

    [Fact]
    public async Task Many_calls_at_once_each_get_their_own_answer()
    {
        var calls = await CallerAsync();
        await WorkerAsync(new Handler());
        await WorkerAsync(new Handler());

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => calls.CallAsync("options", new byte[] { (byte)i, 1 }, Cancel)));

        Assert.Equal(Enumerable.Range(0, 40), answers.Select(answer => (int)answer.Content.Span[1]));
    }

    [Fact]
    public async Task A_caller_that_leaves_calls_its_worker_off()
    {
        var calls = await CallerAsync();
        var handler = new Handler { Holds = true };
        await WorkerAsync(handler);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var call = calls.CallAsync("options", new byte[3], leaving.Token);
        await handler.Entered.WaitAsync(Cancel);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await handler.CalledOff.WaitAsync(Cancel);
    }

    [Fact]
    public async Task A_worker_that_falls_silent_is_replaced()
    {
        var calls = await CallerAsync();
        var handler = new Handler { Holds = true };
        var silent = await WorkerAsync(handler);
        var call = calls.CallAsync("options", new byte[] { 1, 2 }, Cancel);
        await handler.Entered.WaitAsync(Cancel);

        _running.Remove(silent);
        silent.Dispose();
        await WorkerAsync(new Handler());

        Assert.Equal([2, 1], (await call).Content.ToArray());
    }

    [Fact]
    public async Task A_worker_that_stops_finishes_what_it_can_and_leaves_the_rest_to_another()
    {
        var calls = await CallerAsync();
        var handler = new Handler { Holds = true };
        var stopping = await WorkerAsync(handler);
        var call = calls.CallAsync("options", new byte[] { 1, 2 }, Cancel);
        await handler.Entered.WaitAsync(Cancel);
        await WorkerAsync(new Handler());

        await stopping.StopAsync(Cancel);

        Assert.Equal([2, 1], (await call).Content.ToArray());
    }

    [Fact]
    public async Task Without_a_worker_or_room_the_caller_is_told()
    {
        var calls = await CallerAsync();
        await Assert.ThrowsAsync<NoWorkerException>(() => calls.CallAsync("options", new byte[3], Cancel));

        await WorkerAsync(new Handler { IsFull = true });
        await Assert.ThrowsAsync<NoWorkerException>(() => calls.CallAsync("options", new byte[3], Cancel));
    }

    private async Task<IWorkerCalls> CallerAsync() =>
        await RunAsync(new NatsCalls(Options.Create(server.Options(_prefix)), TimeProvider.System, NullLoggerFactory.Instance));

    /// <summary>Ready once it answers: a subscription takes its way to the server.</summary>
    private async Task<BackgroundService> WorkerAsync(Handler handler)
    {
        var options = Options.Create(new JobOptions { DrainTimeout = TimeSpan.FromSeconds(0.2) });
        var worker = await RunAsync(new CallWorker(
            handler, Options.Create(server.Options(_prefix)), options, TimeProvider.System, NullLoggerFactory.Instance));
        await worker.Listening.WaitAsync(Cancel);
        return worker;
    }

    private async Task<T> RunAsync<T>(T service)
        where T : BackgroundService
    {
        _running.Add(service);
        await service.StartAsync(Cancel);
        return service;
    }

    /// <summary>Answers with the content backwards, unless told otherwise.</summary>
    private sealed class Handler : ICallHandler
    {
        private int _calls;

        public bool Fails { get; init; }

        public bool Holds { get; init; }

        public bool IsFull { get; init; }

        public int Calls => _calls;

        /// <summary>Of a trace, in which it was called last.</summary>
        public Activity? Step { get; private set; }

        public SemaphoreSlim Entered { get; } = new(0);

        public SemaphoreSlim CalledOff { get; } = new(0);

        public IDisposable? Admit(long length) => IsFull ? null : new MemoryStream();

        public async Task<CallAnswer> AnswerAsync(string options, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            Assert.Equal("options", options);
            Step = Activity.Current;
            Interlocked.Increment(ref _calls);
            Entered.Release();
            if (Holds)
                await HoldAsync(cancellationToken);
            return new CallAnswer(!Fails, content.ToArray().Reverse().ToArray());
        }

        private async Task HoldAsync(CancellationToken cancellationToken)
        {
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                CalledOff.Release();
            }
        }
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SegService.Api.Server;
using SegService.Api.Tests.Hosting;
using SegService.Api.Tests.Problems;
using SegService.Pipeline;

namespace SegService.Api.Tests.Segmentations;

/// <summary>Work that is interrupted: by its caller, by the clock, by a full house.</summary>
public sealed class InterruptionTests
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StubPipeline _pipeline = new();

    public InterruptionTests() => _pipeline.Answer = UntilCancelled;

    [Fact]
    public async Task A_caller_who_leaves_ends_the_work_and_frees_the_memory()
    {
        await using var api = ApiFactory.Stubbed(_pipeline);
        using var client = api.CreateClient();
        using var leaving = new CancellationTokenSource();
        var call = PostAsync(client, leaving.Token);
        await _entered.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(4, api.Services.GetRequiredService<ByteBudget>().PendingBytes);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        var line = await api.Log.NextAsync(line => line.AnswersRequest, TestContext.Current.CancellationToken);

        Assert.Equal((499, LogLevel.Information), (line.Properties["StatusCode"], line.Level));
        Assert.Equal(0, api.Services.GetRequiredService<ByteBudget>().PendingBytes);
        Assert.DoesNotContain(api.Log.SinceStart, line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Work_that_takes_too_long_is_a_504_that_names_the_limit()
    {
        var time = new FakeTimeProvider();
        await using var api = ApiFactory.Stubbed(_pipeline).With<TimeProvider>(time).With("SegService:Limits:RequestTimeout", "00:00:05");
        using var client = api.CreateClient();
        var call = PostAsync(client, TestContext.Current.CancellationToken);
        await _entered.Task.WaitAsync(TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(5));
        using var response = await call;
        var problem = await Problem.ReadAsync(response);

        Assert.Equal((504, "5 s"), (problem.Status, problem.Limit));
    }

    [Fact]
    public async Task Uploads_beyond_the_byte_budget_are_told_when_to_return()
    {
        await using var api = ApiFactory.Stubbed(_pipeline)
            .With("SegService:Limits:MaxRequestBytes", "1024").With("SegService:Limits:MaxPendingBytes", "1024");
        using var client = api.CreateClient();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var first = PostAsync(client, leaving.Token);
        await _entered.Task.WaitAsync(TestContext.Current.CancellationToken);
        using var second = await PostAsync(client, TestContext.Current.CancellationToken, new byte[1021]);

        Assert.Equal(503, (await Problem.ReadAsync(second)).Status);
        Assert.Equal("1", second.Headers.RetryAfter?.ToString());
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, CancellationToken cancellationToken, byte[]? image = null) =>
        client.PostAsync("/v1/segmentations", new ByteArrayContent(image ?? [1, 2, 3, 4]), cancellationToken);

    private async Task<Outcome<SegmentationResult>> UntilCancelled(SegmentationRequest request, CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(cancelled.SetResult);
        _entered.TrySetResult();
        await cancelled.Task;
        return new Failure(FailureKind.Cancelled, "The work was cancelled.");
    }
}

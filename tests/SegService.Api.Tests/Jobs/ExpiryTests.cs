using System.Net;
using Microsoft.Extensions.Time.Testing;
using SegService.Api.Tests.Hosting;

namespace SegService.Api.Tests.Jobs;

public sealed class ExpiryTests : IDisposable
{
    private static readonly TimeSpan Retention = TimeSpan.FromHours(2);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly ApiFactory _api;
    private readonly JobClient _jobs;

    public ExpiryTests()
    {
        _api = ApiFactory.Stubbed(new StubPipeline()).With<TimeProvider>(_time).With("SegService:Jobs:Retention", "02:00:00");
        _jobs = JobClient.Of(_api);
    }

    public void Dispose()
    {
        _jobs.Dispose();
        _api.Dispose();
    }

    [Fact]
    public async Task Results_are_kept_for_their_time_then_the_document_then_nothing()
    {
        var job = await _jobs.FinishAsync(JobClient.Form(1));
        Assert.Equal(_time.GetUtcNow() + Retention, (await _jobs.JsonAsync(job)).GetProperty("expiresAt").GetDateTimeOffset());

        _time.Advance(Retention - TimeSpan.FromSeconds(1));
        using (var kept = await _jobs.Http.GetAsync($"{job}/images/0"))
            Assert.Equal(HttpStatusCode.OK, kept.StatusCode);

        _time.Advance(TimeSpan.FromMinutes(1));
        await UntilAsync(() => Task.FromResult(!Directory.EnumerateDirectories(Path.Combine(_api.DataDirectory, "blobs")).Any()));
        Assert.Equal("expired", (await _jobs.JsonAsync(job)).GetProperty("status").GetString());
        Assert.Equal("urn:segservice:problem:gone", (await _jobs.ProblemAsync($"{job}/images/0", HttpStatusCode.Gone)).Type);
        Assert.Equal("urn:segservice:problem:gone", (await _jobs.ProblemAsync($"{job}/results", HttpStatusCode.Gone)).Type);

        _time.Advance(Retention);
        await UntilAsync(async () => (await _jobs.JsonAsync("/v1/jobs")).GetProperty("jobs").GetArrayLength() == 0);
        await _jobs.ProblemAsync(job, HttpStatusCode.NotFound);
    }

    /// <summary>Until the janitor has made its round.</summary>
    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
            await Task.Delay(10, TestContext.Current.CancellationToken);
    }
}

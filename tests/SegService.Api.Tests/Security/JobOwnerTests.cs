using System.Net;
using SegService.Api.Tests.Hosting;
using SegService.Api.Tests.Jobs;

namespace SegService.Api.Tests.Security;

/// <summary>A job is its key's, as keys are really sent and checked.</summary>
public sealed class JobOwnerTests : IAsyncDisposable
{
    private readonly ApiFactory _api = ApiFactory.Stubbed(new StubPipeline())
        .With("SegService:Security:ApiKeys:0:Name", "lab").With("SegService:Security:ApiKeys:0:Key", "lab-key")
        .With("SegService:Security:ApiKeys:1:Name", "lab").With("SegService:Security:ApiKeys:1:Key", "lab-new-key")
        .With("SegService:Security:ApiKeys:2:Name", "clinic").With("SegService:Security:ApiKeys:2:Key", "clinic-key");

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Another_keys_job_cannot_be_told_from_one_that_never_was()
    {
        using var lab = With("lab-key");
        using var clinic = With("clinic-key");
        var job = await lab.FinishAsync(JobClient.Form(1));

        foreach (var part in (string[])["", "/events", "/images/0", "/results"])
        {
            var theirs = await clinic.ProblemAsync(job + part, HttpStatusCode.NotFound);
            var nobodys = await clinic.ProblemAsync($"/v1/jobs/{Guid.NewGuid()}{part}", HttpStatusCode.NotFound);
            Assert.Equal(nobodys with { TraceId = null }, theirs with { TraceId = null });
        }

        Assert.Equal(HttpStatusCode.NotFound, await clinic.DeleteAsync(job));
        Assert.Equal(0, (await clinic.JsonAsync("/v1/jobs")).GetProperty("jobs").GetArrayLength());
        Assert.Equal("succeeded", (await lab.JsonAsync(job)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Another_key_of_the_same_name_is_the_same_caller()
    {
        using var before = With("lab-key");
        using var after = With("lab-new-key");

        Assert.Equal("succeeded", (await after.JsonAsync(await before.FinishAsync(JobClient.Form(1)))).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("revoked-key")]
    public async Task Without_a_valid_key_nobody_learns_whether_there_is_such_a_job(string? key)
    {
        using var lab = With("lab-key");
        using var stranger = With(key);
        var job = await lab.FinishAsync(JobClient.Form(1));

        var theirs = await stranger.ProblemAsync(job, HttpStatusCode.Unauthorized);
        var nobodys = await stranger.ProblemAsync($"/v1/jobs/{Guid.NewGuid()}", HttpStatusCode.Unauthorized);

        Assert.Equal(nobodys with { TraceId = null }, theirs with { TraceId = null });
    }

    private JobClient With(string? key)
    {
        var jobs = JobClient.Of(_api);
        if (key is not null)
            jobs.Http.DefaultRequestHeaders.Add("X-Api-Key", key);
        return jobs;
    }
}

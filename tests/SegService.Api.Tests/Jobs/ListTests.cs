using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using SegService.Api.Tests.Hosting;

namespace SegService.Api.Tests.Jobs;

public sealed class ListTests : IDisposable
{
    private readonly ApiFactory _api = ApiFactory.Stubbed(new StubPipeline()).With<IStartupFilter>(new NamedByHeader());
    private readonly JobClient _jobs;

    public ListTests() => _jobs = JobClient.Of(_api);

    public void Dispose()
    {
        _jobs.Dispose();
        _api.Dispose();
    }

    [Fact]
    public async Task Jobs_are_listed_newest_first_page_by_page()
    {
        var submitted = new List<string>();
        for (var i = 0; i < 5; i++)
            submitted.Add(await _jobs.SubmitAsync(JobClient.Form(1)));
        var listed = new List<string>();
        var sizes = new List<int>();
        for (var page = "/v1/jobs?limit=2"; page is not null;)
        {
            var list = await _jobs.JsonAsync(page);
            listed.AddRange(list.GetProperty("jobs").EnumerateArray().Select(job => $"/v1/jobs/{job.GetProperty("id").GetString()}"));
            sizes.Add(list.GetProperty("jobs").GetArrayLength());
            page = list.GetProperty("next").GetString();
        }

        Assert.Equal(submitted.AsEnumerable().Reverse(), listed);
        Assert.Equal([2, 2, 1], sizes);
    }

    [Theory]
    [InlineData("limit", "0")]
    [InlineData("limit", "201")]
    [InlineData("before", "x")]
    [InlineData("page", "2")]
    public async Task A_bad_parameter_is_named(string name, string value) =>
        Assert.Equal(name, (await _jobs.ProblemAsync($"/v1/jobs?{name}={value}", HttpStatusCode.BadRequest)).Field);

    [Fact]
    public async Task Another_callers_job_is_no_job()
    {
        _jobs.Http.DefaultRequestHeaders.Add(NamedByHeader.Header, "ann");
        var anns = await _jobs.FinishAsync(JobClient.Form(1));
        using var bob = JobClient.Of(_api);
        bob.Http.DefaultRequestHeaders.Add(NamedByHeader.Header, "bob");

        foreach (var path in new[] { anns, $"{anns}/events", $"{anns}/images/0", $"{anns}/results" })
            Assert.Equal("urn:segservice:problem:not-found", (await bob.ProblemAsync(path, HttpStatusCode.NotFound)).Type);
        Assert.Equal(HttpStatusCode.NotFound, await bob.DeleteAsync(anns));
        Assert.Equal(0, (await bob.JsonAsync("/v1/jobs")).GetProperty("jobs").GetArrayLength());
        Assert.Equal(1, (await _jobs.JsonAsync("/v1/jobs")).GetProperty("jobs").GetArrayLength());
    }

    [Fact]
    public async Task An_idempotency_key_is_the_callers_own()
    {
        _jobs.Http.DefaultRequestHeaders.Add(NamedByHeader.Header, "ann");
        using var bob = JobClient.Of(_api);
        bob.Http.DefaultRequestHeaders.Add(NamedByHeader.Header, "bob");

        Assert.NotEqual(await _jobs.SubmitAsync(JobClient.Form(1), key: "k"), await bob.SubmitAsync(JobClient.Form(2), key: "k"));
    }

    [Fact]
    public async Task A_deleted_job_is_gone_for_good()
    {
        var job = await _jobs.FinishAsync(JobClient.Form(1));

        Assert.Equal(HttpStatusCode.NoContent, await _jobs.DeleteAsync(job));
        Assert.Equal(HttpStatusCode.NotFound, await _jobs.DeleteAsync(job));
        await _jobs.ProblemAsync(job, HttpStatusCode.NotFound);
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(_api.DataDirectory, "blobs")));
    }

    [Fact]
    public async Task A_job_that_never_was_is_not_found()
    {
        var job = $"/v1/jobs/{Guid.NewGuid()}";

        foreach (var path in new[] { job, $"{job}/events", $"{job}/images/0", $"{job}/results", "/v1/jobs/none" })
            await _jobs.ProblemAsync(path, HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.NotFound, await _jobs.DeleteAsync(job));
    }

    /// <summary>Stands in for authentication: the caller is whoever a header says.</summary>
    private sealed class NamedByHeader : IStartupFilter
    {
        public const string Header = "X-Test-Caller";

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, rest) =>
            {
                if (http.Request.Headers[Header] is [{ } name])
                    http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], "test"));
                return rest(http);
            });
            next(app);
        };
    }
}

using System.Net;
using SegService.Api.Tests.Hosting;

namespace SegService.Api.Tests.Jobs;

public sealed class IdempotencyTests : IDisposable
{
    private readonly ApiFactory _api = ApiFactory.Stubbed(new StubPipeline());
    private readonly JobClient _jobs;

    public IdempotencyTests() => _jobs = JobClient.Of(_api);

    public void Dispose()
    {
        _jobs.Dispose();
        _api.Dispose();
    }

    [Fact]
    public async Task The_same_request_again_is_the_same_job()
    {
        var first = await _jobs.SubmitAsync(JobClient.Form(2), key: "k");
        var second = await _jobs.SubmitAsync(JobClient.Form(2), key: "k");

        Assert.Equal(first, second);
        Assert.Equal(1, (await _jobs.JsonAsync("/v1/jobs")).GetProperty("jobs").GetArrayLength());
        Assert.Single(Directory.EnumerateDirectories(Path.Combine(_api.DataDirectory, "blobs")));
    }

    [Fact]
    public async Task Another_request_under_the_same_key_is_a_conflict()
    {
        await _jobs.SubmitAsync(JobClient.Form(2), key: "k");
        var more = await _jobs.RefusedAsync(JobClient.Form(3), HttpStatusCode.Conflict, key: "k");
        var form = JobClient.Form(2);
        form.Add(new StringContent("2"), "scale");
        var scaled = await _jobs.RefusedAsync(form, HttpStatusCode.Conflict, key: "k");

        Assert.Equal(("urn:segservice:problem:idempotency-conflict", "Idempotency-Key", "k"), (more.Type, more.Field, more.Value));
        Assert.Equal(more.Type, scaled.Type);
        Assert.Single(Directory.EnumerateDirectories(Path.Combine(_api.DataDirectory, "blobs")));
    }

    [Fact]
    public async Task Without_a_key_or_under_another_it_is_another_job()
    {
        string[] jobs =
        [
            await _jobs.SubmitAsync(JobClient.Form(1)), await _jobs.SubmitAsync(JobClient.Form(1)),
            await _jobs.SubmitAsync(JobClient.Form(1), key: "a"), await _jobs.SubmitAsync(JobClient.Form(1), key: "b"),
        ];

        Assert.Equal(4, jobs.Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/jobs") { Content = JobClient.Form(1) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await _jobs.Http.SendAsync(request);

        Assert.Equal((400, "Idempotency-Key"), await FieldAsync(response));
    }

    private static async Task<(int, string?)> FieldAsync(HttpResponseMessage response)
    {
        var problem = await Problems.Problem.ReadAsync(response);
        return (problem.Status, problem.Field);
    }
}

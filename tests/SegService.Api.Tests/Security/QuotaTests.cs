using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SegService.Api.Tests.Hosting;
using SegService.Api.Tests.Jobs;
using SegService.Api.Tests.Problems;
using SegService.Pipeline.Admission;
using SegService.TestKit;

namespace SegService.Api.Tests.Security;

public sealed class QuotaTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_key_over_its_requests_is_told_when_to_return_and_then_let_in()
    {
        await using var api = Keys().With("SegService:Security:ApiKeys:0:RequestsPerMinute", "2");
        using var client = api.CreateClient();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "lab-key"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "lab-key"));
        using (var refused = await PostAsync(client, "lab-key"))
        {
            var problem = await Problem.ReadAsync(refused);
            Assert.Equal(("urn:segservice:problem:quota-exceeded", 429, "2 requests a minute"), (problem.Type, problem.Status, problem.Limit));
            Assert.Equal("30", refused.Headers.RetryAfter?.ToString());
        }

        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "lab-key"));
    }

    [Fact]
    public async Task One_callers_quota_is_not_anothers_and_its_second_key_shares_it()
    {
        await using var api = Keys().With("SegService:Security:RequestsPerMinute", "1")
            .With("SegService:Security:ApiKeys:2:Name", "lab").With("SegService:Security:ApiKeys:2:Key", "lab-key-2");
        using var client = api.CreateClient();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "lab-key"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "clinic-key"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(client, "lab-key-2"));
    }

    [Fact]
    public async Task Zero_lifts_the_common_quota_and_health_is_never_charged()
    {
        await using var api = Keys().With("SegService:Security:RequestsPerMinute", "1").With("SegService:Security:ApiKeys:0:RequestsPerMinute", "0");
        using var client = api.CreateClient();
        client.DefaultRequestHeaders.Add("X-Api-Key", "clinic-key");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "lab-key"));
        }
    }

    [Fact]
    public async Task Pixels_are_charged_from_the_header_before_anything_is_decoded()
    {
        using var models = new TemporaryFolder();
        await using var api = new ApiFactory().With("SegService:Models:Directory", models.Path).With<TimeProvider>(_time)
            .With("SegService:Security:ApiKeys:0:Name", "lab").With("SegService:Security:ApiKeys:0:Key", "lab-key")
            .With("SegService:Security:ApiKeys:0:PixelsPerMinute", "6000");
        using var client = api.CreateClient();
        var (image, half) = (SyntheticImages.NucleiPng(80, 60), SyntheticImages.NucleiPng(40, 30));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "lab-key", image));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "lab-key", half));
        using (var refused = await PostAsync(client, "lab-key", half))
        {
            Assert.Equal("6000 pixels a minute", (await Problem.ReadAsync(refused)).Limit);
            Assert.Equal((HttpStatusCode.TooManyRequests, "12"), (refused.StatusCode, refused.Headers.RetryAfter?.ToString()));
        }

        Assert.Equal(0, api.Services.GetRequiredService<PixelBudget>().PendingPixels);
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(client, "lab-key", image[..^20])); // refused by its header: costs nothing
        _time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "lab-key", half));
    }

    [Fact]
    public async Task Pixels_of_jobs_are_charged_like_those_of_segmentations_and_a_refused_job_costs_nothing()
    {
        await using var api = Keys().With("SegService:Security:ApiKeys:0:PixelsPerMinute", "6000");
        using var client = api.CreateClient();
        client.DefaultRequestHeaders.Add("X-Api-Key", "lab-key");
        using var jobs = new JobClient(client);
        var (image, half) = (SyntheticImages.NucleiPng(60, 50), SyntheticImages.NucleiPng(50, 30));

        await jobs.SubmitAsync(JobClient.Form(("a.png", image), ("b.png", half)));
        using (var refused = await jobs.PostAsync(JobClient.Form(("a.png", image))))
        {
            Assert.Equal("6000 pixels a minute", (await Problem.ReadAsync(refused)).Limit);
            Assert.Equal((HttpStatusCode.TooManyRequests, "15"), (refused.StatusCode, refused.Headers.RetryAfter?.ToString()));
        }

        await jobs.SubmitAsync(JobClient.Form(("b.png", half)));
        await jobs.RefusedAsync(JobClient.Form(("b.png", half)), HttpStatusCode.TooManyRequests);
        _time.Advance(TimeSpan.FromSeconds(15));
        await jobs.SubmitAsync(JobClient.Form(("b.png", half)));
    }

    [Fact]
    public async Task A_job_is_charged_once_however_often_it_is_sent()
    {
        await using var api = Keys().With("SegService:Security:ApiKeys:0:PixelsPerMinute", "6000");
        using var client = api.CreateClient();
        client.DefaultRequestHeaders.Add("X-Api-Key", "lab-key");
        using var jobs = new JobClient(client);
        var (most, rest) = (SyntheticImages.NucleiPng(90, 50), SyntheticImages.NucleiPng(50, 30));

        var first = await jobs.SubmitAsync(JobClient.Form(("a.png", most)), key: "k");
        Assert.Equal(first, await jobs.SubmitAsync(JobClient.Form(("a.png", most)), key: "k")); // More than is left, but nothing new.
        await jobs.RefusedAsync(JobClient.Form(("b.png", rest)), HttpStatusCode.Conflict, key: "k");
        await jobs.SubmitAsync(JobClient.Form(("b.png", rest)));

        await jobs.RefusedAsync(JobClient.Form(("b.png", rest)), HttpStatusCode.TooManyRequests);
    }

    private ApiFactory Keys() => ApiFactory.Stubbed(new StubPipeline()).With<TimeProvider>(_time)
        .With("SegService:Security:ApiKeys:0:Name", "lab").With("SegService:Security:ApiKeys:0:Key", "lab-key")
        .With("SegService:Security:ApiKeys:1:Name", "clinic").With("SegService:Security:ApiKeys:1:Key", "clinic-key");

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string key, byte[]? image = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/segmentations?model=classic&format=csv") { Content = new ByteArrayContent(image ?? [1]) };
        request.Headers.Add("X-Api-Key", key);
        return await client.SendAsync(request);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string key, byte[]? image = null)
    {
        using var response = await PostAsync(client, key, image);
        return response.StatusCode;
    }
}

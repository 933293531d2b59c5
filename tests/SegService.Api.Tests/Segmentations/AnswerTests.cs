using System.Net;
using SegService.Api.Tests.Hosting;
using SegService.Api.Tests.Problems;
using SegService.Pipeline;

namespace SegService.Api.Tests.Segmentations;

public sealed class AnswerTests : IDisposable
{
    private readonly StubPipeline _pipeline = new();
    private readonly ApiFactory _api;
    private readonly HttpClient _client;

    public AnswerTests()
    {
        _api = ApiFactory.Stubbed(_pipeline);
        _client = _api.CreateClient();
    }

    public void Dispose()
    {
        _client.Dispose();
        _api.Dispose();
    }

    [Theory]
    [InlineData("json", "application/json", "inline; filename=\"a.json\"")]
    [InlineData("csv", "text/csv", "inline; filename=\"a.csv\"")]
    [InlineData("labels-png", "image/png", "inline; filename=\"a-labels.png\"")]
    [InlineData("masks-zip", "application/zip", "attachment; filename=\"a-masks.zip\"")]
    public async Task The_headers_describe_the_document(string format, string mediaType, string disposition)
    {
        using var response = await PostAsync($"?imageId=a&format={format}");

        Assert.Equal(format, await response.Content.ReadAsStringAsync());
        Assert.Equal(mediaType, response.Content.Headers.ContentType!.ToString());
        Assert.Equal(disposition, response.Content.Headers.ContentDisposition!.ToString());
        Assert.Equal("stub@7", Header(response, "X-Model"));
        Assert.Equal("Accept", Header(response, "Vary"));
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        Assert.Matches(@"^decode;dur=1\.5, inference;dur=20, encode;dur=[0-9.]+$", Header(response, "Server-Timing"));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_parameters_reach_the_pipeline()
    {
        using var response = await PostAsync("?model=unet&tta=true&scale=2&minArea=9");

        Assert.Equal("unet", _pipeline.Asked!.Model);
        Assert.Equal(new SegmentationParameters { Tta = true, Scale = 2, MinArea = 9 }, _pipeline.Asked.Parameters);
    }

    [Theory]
    [InlineData(FailureKind.Unreadable, 400)]
    [InlineData(FailureKind.TooLarge, 413)]
    [InlineData(FailureKind.UnsupportedFormat, 415)]
    [InlineData(FailureKind.UnknownModel, 404)]
    [InlineData(FailureKind.ModelFault, 500)]
    [InlineData(FailureKind.Overloaded, 503)]
    public async Task A_failure_is_told_as_it_is_even_to_those_who_asked_for_a_picture(FailureKind kind, int status)
    {
        _pipeline.Answer = (_, _) => Task.FromResult<Outcome<SegmentationResult>>(
            new Failure(kind, "Because.") { Field = "f", Limit = "l", Value = "v", RetryAfter = TimeSpan.FromSeconds(2.1) });
        using var response = await PostAsync("?format=labels-png", accept: "image/png");
        var problem = await Problem.ReadAsync(response);

        Assert.Equal((status, "Because.", "f", "l", "v"), (problem.Status, problem.Detail, problem.Field, problem.Limit, problem.Value));
        Assert.Equal(kind == FailureKind.Overloaded ? "3" : null, response.Headers.RetryAfter?.ToString());
    }

    [Fact]
    public async Task An_unacceptable_accept_header_is_refused_before_the_image_is_read()
    {
        using var response = await PostAsync("", accept: "text/html");

        Assert.Equal(HttpStatusCode.NotAcceptable, response.StatusCode);
        Assert.Contains("csv", (await Problem.ReadAsync(response)).Limit, StringComparison.Ordinal);
        Assert.Null(_pipeline.Asked);
    }

    [Fact]
    public async Task A_bug_is_a_500_that_tells_nothing_and_a_log_line_that_tells_all()
    {
        _pipeline.Answer = (_, _) => throw new InvalidOperationException("secret /srv/path");
        using var response = await PostAsync("");
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal("urn:segservice:problem:unexpected", (await Problem.ReadAsync(response)).Type);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", body, StringComparison.Ordinal);
        Assert.Contains(_api.Log.All, line => line.Exception is InvalidOperationException);
    }

    [Fact]
    public async Task A_request_leaves_one_line_with_sizes_model_count_and_times()
    {
        using var response = await PostAsync("?imageId=a");
        await _api.Log.NextAsync(line => line.AnswersRequest, TestContext.Current.CancellationToken);
        var line = Assert.Single(_api.Log.All, line => line.Properties.ContainsKey("StatusCode"));

        Assert.Equal((200, 3, 2, 1, "stub@7", "a", "json"), (line.Properties["StatusCode"], line.Properties["Width"], line.Properties["Height"],
            line.Properties["Instances"], line.Properties["Model"], line.Properties["ImageId"], line.Properties["Format"]));
        Assert.Equal(4L, line.Properties["UploadBytes"]);
        Assert.Contains("inference", line.Properties["StageMs"]!.ToString()!, StringComparison.Ordinal);
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));

    private async Task<HttpResponseMessage> PostAsync(string query, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/segmentations{query}") { Content = new ByteArrayContent([1, 2, 3, 4]) };
        if (accept is not null)
            request.Headers.Add("Accept", accept);
        return await _client.SendAsync(request);
    }
}

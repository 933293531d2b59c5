using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SegService.Pipeline.Admission;
using SegService.TestKit;

namespace SegService.Api.Tests.EndToEnd;

/// <summary>The main job, as a user sees it.</summary>
public sealed class ServiceTests : IAsyncDisposable
{
    private readonly RealService _service = new();
    private readonly byte[] _image = SyntheticImages.NucleiPng(160, 120);

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("classic")]
    [InlineData("tiny")]
    public async Task An_image_comes_back_as_instances(string model)
    {
        using var response = await _service.PostAsync($"?model={model}", _image);
        var json = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith($"{model}@", response.Headers.GetValues("X-Model").Single(), StringComparison.Ordinal);
        Assert.Equal((160, 120), (json.GetProperty("image").GetProperty("width").GetInt32(), json.GetProperty("image").GetProperty("height").GetInt32()));
        Assert.InRange(json.GetProperty("count").GetInt32(), 5, 12);
        Assert.Equal(json.GetProperty("count").GetInt32(), json.GetProperty("instances").GetArrayLength());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(_image)), json.GetProperty("imageId").GetString());
        Assert.Equal(0, _service.Api.Services.GetRequiredService<PixelBudget>().PendingPixels);
    }

    [Fact]
    public async Task Server_timing_names_the_stages_a_network_goes_through()
    {
        using var response = await _service.PostAsync("?model=tiny", _image);

        Assert.Equal(["decode", "preprocess", "queue", "inference", "postprocess", "encode"], Stages(response));
    }

    [Fact]
    public async Task Other_thresholds_spend_no_time_on_inference_and_server_timing_says_why()
    {
        await _service.SegmentAsync("?model=tiny", _image);

        using var response = await _service.PostAsync("?model=tiny&maskThreshold=0.4", _image);

        Assert.Equal(["decode", "cache", "postprocess", "encode"], Stages(response));
        Assert.Contains("cache;desc=hit;dur=", response.Headers.GetValues("Server-Timing").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Identical_requests_at_once_run_the_network_once()
    {
        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _service.PostAsync("?model=tiny", _image)));

        Assert.Single(responses, response => Stages(response).Contains("inference"));
        Assert.Equal(7, responses.Count(response => Stages(response).Contains("cache")));
        Assert.All(responses, response => response.Dispose());
    }

    [Theory]
    [InlineData("classic", "", """{"page":0,"channel":null,"scale":1,"tta":false,"maskThreshold":0.5,"seedThreshold":0.75,"minArea":20}""")]
    [InlineData("classic", "&tta=true&scale=2&minArea=7", """{"page":0,"channel":null,"scale":2,"tta":false,"maskThreshold":0.5,"seedThreshold":0.75,"minArea":7}""")]
    [InlineData("tiny", "", """{"page":0,"channel":null,"scale":1,"tta":false,"maskThreshold":0.5,"seedThreshold":0.5,"minArea":15}""")]
    [InlineData("tiny", "&tta=true&scale=0.5&maskThreshold=0.4", """{"page":0,"channel":null,"scale":0.5,"tta":true,"maskThreshold":0.4,"seedThreshold":0.5,"minArea":15}""")]
    public async Task A_result_names_the_parameters_as_used(string model, string query, string used)
    {
        var json = await _service.SegmentJsonAsync($"?model={model}{query}", _image);

        Assert.Equal(used, json.GetProperty("parameters").GetRawText());
        Assert.Equal((160, 120), (json.GetProperty("image").GetProperty("width").GetInt32(), json.GetProperty("image").GetProperty("height").GetInt32()));
        Assert.InRange(json.GetProperty("count").GetInt32(), 4, 12);
    }

    [Theory]
    [InlineData("labels-png", "inline")]
    [InlineData("labels-tiff", "attachment")]
    [InlineData("masks-zip", "attachment")]
    public async Task A_document_that_a_browser_cannot_show_is_saved(string format, string disposition)
    {
        using var response = await _service.PostAsync($"?format={format}&imageId=a", _image);

        Assert.Equal(disposition, response.Content.Headers.ContentDisposition?.DispositionType);
    }

    [Fact]
    public async Task The_catalogue_lists_the_models_that_run()
    {
        var list = await _service.GetJsonAsync("/v1/models");

        Assert.Equal("classic", list.GetProperty("default").GetString());
        Assert.Equal(["classic", "tiny"], list.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task An_unknown_model_is_told_before_the_image_is_looked_at()
    {
        using var response = await _service.PostAsync("?model=unett", [1, 2, 3]);
        var problem = await Problems.Problem.ReadAsync(response);

        Assert.Equal((404, "model", "unett"), (problem.Status, problem.Field, problem.Value));
        Assert.Contains("tiny", problem.Limit, StringComparison.Ordinal);
    }

    private static List<string> Stages(HttpResponseMessage response) =>
        [.. response.Headers.GetValues("Server-Timing").Single().Split(", ").Select(stage => stage[..stage.IndexOf(';', StringComparison.Ordinal)])];
}

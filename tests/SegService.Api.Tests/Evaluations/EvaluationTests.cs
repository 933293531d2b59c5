using System.Net;
using System.Text;
using System.Text.Json;
using OpenCvSharp;
using SegService.Api.Tests.Hosting;
using SegService.Api.Tests.Problems;
using SegService.TestKit;

namespace SegService.Api.Tests.Evaluations;

/// <summary>
/// The stub finds one nucleus in an image of 3 x 2 pixels: the second and third of the first row, 3 and 5 in Kaggle's numbering.
/// </summary>
public sealed class EvaluationTests : IDisposable
{
    private static readonly byte[] Image = [1, 2, 3];

    private readonly StubPipeline _pipeline = new();
    private readonly ApiFactory _api;
    private readonly HttpClient _client;

    public EvaluationTests()
    {
        _api = ApiFactory.Stubbed(_pipeline).With("SegService:Limits:MaxRequestBytes", "4096");
        _client = _api.CreateClient();
    }

    public void Dispose()
    {
        _client.Dispose();
        _api.Dispose();
    }

    [Theory]
    [InlineData("x,3 1 5 1", 1, 1, 1, 1, 1, 1, 1)] // the same
    [InlineData("x,1 1 3 1 5 1", 0.4, 1, 1, 1, 1, 2.0 / 3, 1)] // IoU 2/3 exceeds 0.50, 0.55, 0.60 and 0.65
    [InlineData("x,3 1 5 1\nx,2 1", 0.5, 0.5, 2.0 / 3, 1, 0.5, 1, 2)] // one found, one missed
    [InlineData("x,2 1", 0, 0, 0, 0, 0, 0, 1)] // another place
    [InlineData("x,", 0, 0, 0, 0, 0, 0, 0)] // nothing there
    public async Task Scores_are_those_computed_by_hand(string rows, double score, double ap50, double f1, double precision, double recall, double iou, int truthCount)
    {
        var json = await EvaluateAsync(Csv(rows));

        double[] expected = [score, ap50, f1, precision, recall, iou, truthCount, 1];
        double[] answered = [Number(json, "score"), Number(json.GetProperty("ap"), "0.50"), Number(json.GetProperty("f1"), "0.50"), Number(json, "precision"),
            Number(json, "recall"), Number(json, "meanMatchedIou"), Number(json, "truthCount"), Number(json, "count")];
        Assert.Equal(expected, answered, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".tif")]
    public async Task Truth_may_be_a_label_image(string extension)
    {
        var json = await EvaluateAsync(Labels(extension, 700, 700, 700, 0, 0, 0));

        Assert.Equal(0.4, Number(json, "score"), 9);
        Assert.Equal(["0.50", "0.55", "0.60", "0.65", "0.70", "0.75", "0.80", "0.85", "0.90", "0.95"], json.GetProperty("ap").EnumerateObject().Select(pair => pair.Name));
        Assert.Equal((1, 0), (Number(json.GetProperty("ap"), "0.65"), Number(json.GetProperty("ap"), "0.70")));
        Assert.Equal("stub@7", json.GetProperty("model").GetString());
    }

    [Fact]
    public async Task Model_and_parameters_go_to_the_pipeline_and_the_file_name_chooses_the_tables_rows()
    {
        var json = await EvaluateAsync(Csv("other,1 6\ncells,3 1 5 1"), "?model=unet&maskThreshold=0.3&tta=true");

        Assert.Equal(1, Number(json, "score"));
        Assert.Equal(("unet", "cells", 0.3, true), (_pipeline.Asked!.Model, _pipeline.Asked.ImageId, _pipeline.Asked.Parameters.MaskThreshold, _pipeline.Asked.Parameters.Tta));
    }

    [Fact]
    public async Task A_truth_of_another_size_is_refused_before_anything_is_computed()
    {
        var problem = await RefusedAsync(Form(SyntheticImages.NucleiPng(32, 16), Labels(".png", 1, 1, 1, 0, 0, 0)));

        Assert.Equal((400, "truth", "32 x 16 pixels", "3 x 2 pixels"), (problem.Status, problem.Field, problem.Limit, problem.Value));
        Assert.Null(_pipeline.Asked);
    }

    [Theory]
    [InlineData("x,1 2\nx,2 1", 400, "pixels 1 to 6")] // overlap
    [InlineData("x,6 2", 400, "pixels 1 to 6")] // leaves the image
    [InlineData("x,1 1 4", 400, "pixels 1 to 6")] // odd
    [InlineData("x,1 0", 400, "pixels 1 to 6")]
    [InlineData("x,\"1 1", 400, null)] // malformed
    [InlineData("a,1 1\nb,1 1", 400, "ImageId,EncodedPixels")] // two images, neither this one
    public async Task A_table_that_cannot_be_the_truth_is_the_truths_problem(string rows, int status, string? limit)
    {
        var problem = await RefusedAsync(Form(Image, Csv(rows)));

        Assert.Equal((status, "truth", limit), (problem.Status, problem.Field, problem.Limit));
    }

    [Fact]
    public async Task Bytes_that_are_no_truth_are_an_unsupported_format()
    {
        var problem = await RefusedAsync(Form(Image, "hello"u8.ToArray()));

        Assert.Equal((415, "truth"), (problem.Status, problem.Field));
    }

    [Fact]
    public async Task A_truncated_label_image_is_unreadable()
    {
        var problem = await RefusedAsync(Form(Image, Labels(".png", 1, 1, 1, 0, 0, 0)[..^20]));

        Assert.Equal((400, "truth", "urn:segservice:problem:unreadable-image"), (problem.Status, problem.Field, problem.Type));
    }

    [Theory]
    [InlineData("image", "truth")]
    [InlineData("truth", "image")]
    [InlineData("image truth image", "image")] // twice
    [InlineData("image mask", "mask")]
    public async Task Both_files_are_needed_once_and_nothing_else(string fields, string field)
    {
        using var form = new MultipartFormDataContent();
        foreach (var name in fields.Split(' '))
            form.Add(new ByteArrayContent(Image), name, "file.bin");

        var problem = await RefusedAsync(form);

        Assert.Equal((400, field), (problem.Status, problem.Field));
    }

    [Fact]
    public async Task An_empty_file_names_its_field() => Assert.Equal((400, "truth"), Place(await RefusedAsync(Form(Image, []))));

    [Fact]
    public async Task A_body_that_is_no_form_is_refused() => Assert.Equal((400, "Content-Type"), Place(await RefusedAsync(new ByteArrayContent(Image))));

    [Fact]
    public async Task A_body_past_the_limit_is_too_large() => Assert.Equal((413, "image"), Place(await RefusedAsync(Form(Image, new byte[5000]))));

    [Fact]
    public async Task There_is_no_format_to_choose()
    {
        var problem = await RefusedAsync(Form(Image, Csv("x,")), "?format=csv");

        Assert.Equal((400, "format"), Place(problem));
        Assert.DoesNotContain("format", problem.Limit!, StringComparison.Ordinal);
    }

    private async Task<JsonElement> EvaluateAsync(byte[] truth, string query = "")
    {
        using var response = await _client.PostAsync($"/v1/evaluations{query}", Form(Image, truth));
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, body);
        return JsonElement.Parse(body);
    }

    private async Task<Problem> RefusedAsync(HttpContent content, string query = "")
    {
        using var response = await _client.PostAsync($"/v1/evaluations{query}", content);
        return await Problem.ReadAsync(response);
    }

    private static MultipartFormDataContent Form(byte[] image, byte[] truth) =>
        new() { { new ByteArrayContent(image), "image", "cells.png" }, { new ByteArrayContent(truth), "truth", "truth.bin" } };

    private static byte[] Csv(string rows) => Encoding.UTF8.GetBytes($"ImageId,EncodedPixels\n{rows}\n");

    private static byte[] Labels(string extension, params ushort[] labels)
    {
        using var image = Mat.FromPixelData(2, 3, MatType.CV_16UC1, labels);
        return image.ToBytes(extension);
    }

    private static double Number(JsonElement json, string name) => json.GetProperty(name).GetDouble();

    private static (int, string?) Place(Problem problem) => (problem.Status, problem.Field);
}

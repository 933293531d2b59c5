using System.Net;
using System.Text.Json;
using SegService.Api.Tests.Hosting;
using SegService.Pipeline;

namespace SegService.Api.Tests.Jobs;

public sealed class SubmissionTests : IDisposable
{
    private readonly StubPipeline _pipeline = new();
    private readonly ApiFactory _api;
    private readonly JobClient _jobs;

    public SubmissionTests()
    {
        _api = ApiFactory.Stubbed(_pipeline).With("SegService:Limits:MaxRequestBytes", "4096").With("SegService:Jobs:MaxRequestBytes", "32768")
            .With("SegService:Jobs:MaxImages", "5");
        _jobs = JobClient.Of(_api);
    }

    public void Dispose()
    {
        _jobs.Dispose();
        _api.Dispose();
    }

    [Fact]
    public async Task An_accepted_job_is_answered_with_its_place_and_its_document()
    {
        using var response = await _jobs.PostAsync(JobClient.Form(2));
        var job = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync());

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal($"/v1/jobs/{job.GetProperty("id").GetString()}", response.Headers.Location?.ToString());
        Assert.Equal(2, job.GetProperty("progress").GetProperty("total").GetInt32());
        Assert.Equal(["image1", "image2"], job.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("imageId").GetString()));
    }

    [Fact]
    public async Task Fields_reach_the_pipeline_wherever_they_stand_in_the_form()
    {
        var form = JobClient.Form(1);
        form.Add(new StringContent("classic"), "model");
        form.Add(new StringContent("2"), "scale");
        form.Add(new StringContent("true"), "tta");
        await _jobs.FinishAsync(form);

        Assert.Equal("classic", _pipeline.Asked!.Model);
        Assert.Equal(new SegmentationParameters { Scale = 2, Tta = true }, _pipeline.Asked.Parameters);
        Assert.Equal("image1", _pipeline.Asked.ImageId);
        Assert.Equal(JobClient.Image(), _pipeline.AskedImage);
    }

    [Theory]
    [InlineData("pages", "some")]
    [InlineData("pages", "all", "page", "1")]
    public async Task Pages_are_all_or_the_one_that_is_named(params string[] fields)
    {
        var form = JobClient.Form(1);
        foreach (var field in fields.Chunk(2))
            form.Add(new StringContent(field[1]), field[0]);

        Assert.Equal("pages", (await _jobs.RefusedAsync(form, HttpStatusCode.BadRequest)).Field);
    }

    [Fact]
    public async Task Every_page_counts_towards_a_jobs_images()
    {
        var form = JobClient.Form(("stack.tif", JobClient.Stack(6, 8, 8)));
        form.Add(new StringContent("all"), "pages");

        Assert.Equal("5 images", (await _jobs.RefusedAsync(form, HttpStatusCode.RequestEntityTooLarge)).Limit);
    }

    [Fact]
    public async Task Images_of_one_name_get_ids_of_their_own()
    {
        var job = await _jobs.SubmitAsync(JobClient.Form(("a.png", JobClient.Image(1)), ("a.tif", JobClient.Image(2)), ("A-2.png", JobClient.Image(3))));
        var ids = (await _jobs.JsonAsync(job)).GetProperty("images").EnumerateArray().Select(image => image.GetProperty("imageId").GetString());

        Assert.Equal(["a", "a-2", "A-2-2"], ids);
    }

    [Theory]
    [InlineData("maskThreshold", "1.5", "a number from 0.01 to 0.99")]
    [InlineData("tta", "maybe", "true or false")]
    [InlineData("maskTreshold", "0.5", null)]
    [InlineData("imageId", "x", null)] // names come from the files
    public async Task A_bad_field_is_named_as_in_the_query_of_a_segmentation(string field, string value, string? limit)
    {
        var form = JobClient.Form(1);
        form.Add(new StringContent(value), field);
        var problem = await _jobs.RefusedAsync(form, HttpStatusCode.BadRequest);

        Assert.Equal(field, problem.Field);
        if (limit is not null)
            Assert.Equal((limit, value), (problem.Limit, problem.Value));
    }

    [Fact]
    public async Task A_bad_query_is_told_too()
    {
        using var response = await _jobs.Http.PostAsync("/v1/jobs?modell=classic", JobClient.Form(1));

        Assert.Contains("Did you mean 'model'?", (await Problems.Problem.ReadAsync(response)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_model_is_told_before_the_job_is_kept()
    {
        var form = JobClient.Form(1);
        form.Add(new StringContent("unett"), "model");
        var problem = await _jobs.RefusedAsync(form, HttpStatusCode.NotFound);

        Assert.Equal(("urn:segservice:problem:unknown-model", "unett"), (problem.Type, problem.Value));
        Assert.Equal(0, (await _jobs.JsonAsync("/v1/jobs")).GetProperty("jobs").GetArrayLength());
    }

    [Fact]
    public async Task One_bad_image_fails_alone()
    {
        _pipeline.Answer = (request, _) => Task.FromResult(request.ImageId == "bad"
            ? new Failure(FailureKind.UnsupportedFormat, "No image.") { Field = "image" }
            : (Outcome<SegmentationResult>)StubPipeline.Result(request));
        var job = await _jobs.FinishAsync(JobClient.Form(("good.png", JobClient.Image()), ("bad.png", "no image"u8.ToArray())));
        var document = await _jobs.JsonAsync(job);
        var bad = document.GetProperty("images")[1];

        Assert.Equal("partial", document.GetProperty("status").GetString());
        Assert.Equal("""{"done":1,"failed":1,"total":2}""", document.GetProperty("progress").GetRawText());
        Assert.Equal(("failed", "urn:segservice:problem:unsupported-format", "No image.", 415), (bad.GetProperty("status").GetString(),
            bad.GetProperty("problem").GetProperty("type").GetString(), bad.GetProperty("problem").GetProperty("detail").GetString(),
            bad.GetProperty("problem").GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task A_job_of_which_nothing_can_be_read_is_refused()
    {
        var problem = await _jobs.RefusedAsync(JobClient.Form(("a.png", "no"u8.ToArray()), ("b.png", [])), HttpStatusCode.BadRequest);

        Assert.Equal("images", problem.Field);
        Assert.Contains("None of the 2 images", problem.Detail, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_api.DataDirectory, "blobs")));
    }

    [Fact]
    public async Task A_form_without_images_is_refused()
    {
        using var form = new MultipartFormDataContent { { new StringContent("classic"), "model" } };

        Assert.Equal("images", (await _jobs.RefusedAsync(form, HttpStatusCode.BadRequest)).Field);
    }

    [Fact]
    public async Task A_body_that_is_no_form_is_refused() =>
        Assert.Equal("images", (await _jobs.RefusedAsync(new ByteArrayContent(JobClient.Image()), HttpStatusCode.BadRequest)).Field);

    [Fact]
    public async Task A_form_that_is_cut_off_is_refused_and_leaves_nothing()
    {
        var body = new ByteArrayContent("--x\r\nContent-Disposition: form-data; name=\"images\"; filename=\"a.png\"\r\n\r\nabc"u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");

        Assert.Equal("images", (await _jobs.RefusedAsync(body, HttpStatusCode.BadRequest)).Field);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_api.DataDirectory, "blobs")));
    }

    [Fact]
    public async Task A_long_text_field_is_refused()
    {
        var form = JobClient.Form(1);
        form.Add(new StringContent(new string('x', 5000)), "model");

        Assert.Equal(("model", "4096 bytes"), Limits(await _jobs.RefusedAsync(form, HttpStatusCode.BadRequest)));
    }

    [Fact]
    public async Task A_large_image_is_refused() => Assert.Equal(("images", "4096 bytes"),
        Limits(await _jobs.RefusedAsync(JobClient.Form(("a.png", new byte[4097])), HttpStatusCode.RequestEntityTooLarge)));

    [Fact]
    public async Task Too_many_images_are_refused() => Assert.Equal(("images", "5 images"),
        Limits(await _jobs.RefusedAsync(JobClient.Form(6), HttpStatusCode.RequestEntityTooLarge)));

    [Fact]
    public async Task A_large_request_is_refused() => Assert.Equal(("images", "32768 bytes"), Limits(await _jobs.RefusedAsync(
        JobClient.Form([.. Enumerable.Range(0, 12).Select(i => ($"{i}.png", new byte[4000]))]), HttpStatusCode.RequestEntityTooLarge)));

    private static (string?, string?) Limits(Problems.Problem problem) => (problem.Field, problem.Limit);
}

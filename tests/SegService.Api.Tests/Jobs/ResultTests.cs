using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SegService.Api.Tests.EndToEnd;
using SegService.Pipeline.Encoding;

namespace SegService.Api.Tests.Jobs;

/// <summary>A job's results are those of <c>/v1/segmentations</c>, with nothing replaced in the service.</summary>
public sealed class ResultTests : IAsyncDisposable
{
    private readonly RealService _service = new();
    private readonly JobClient _jobs;

    public ResultTests() => _jobs = JobClient.Of(_service.Api);

    public static TheoryData<string, string> Formats =>
        [.. from model in new[] { "classic", "tiny" } from encoder in ResultFormats.All select (model, encoder.Format)];

    public async ValueTask DisposeAsync()
    {
        _jobs.Dispose();
        await _service.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Each_format_of_one_image_is_as_if_it_were_segmented_now(string model, string format)
    {
        var job = await FinishAsync(model, 1);
        using var now = await _service.PostAsync($"?model={model}&format={format}&imageId=image1", JobClient.Image(1));
        using var kept = await _jobs.Http.GetAsync($"{job}/images/0?format={format}");

        Assert.Equal(now.StatusCode, kept.StatusCode);
        Assert.Equal(now.Content.Headers.ContentType, kept.Content.Headers.ContentType);
        if (now.StatusCode != HttpStatusCode.OK)
            return; // a format this model does not have, by both ways
        Assert.Equal(now.Content.Headers.ContentDisposition, kept.Content.Headers.ContentDisposition);
        Assert.Equal(now.Headers.GetValues("X-Model"), kept.Headers.GetValues("X-Model"));
        if (format != "probability") // which is kept in 255 steps; ResultArchiveTests has its exactness
            Assert.Equal(Comparable(format, await now.Content.ReadAsByteArrayAsync()), Comparable(format, await kept.Content.ReadAsByteArrayAsync()));
    }

    [Fact]
    public async Task The_accept_header_chooses_as_it_does_there()
    {
        var job = await FinishAsync("classic", 1);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{job}/images/0");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        using var csv = await _jobs.Http.SendAsync(request);
        using var impossible = new HttpRequestMessage(HttpMethod.Get, $"{job}/images/0");
        impossible.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        using var refused = await _jobs.Http.SendAsync(impossible);

        Assert.Equal("text/csv", csv.Content.Headers.ContentType?.MediaType);
        Assert.Equal(406, (await Problems.Problem.ReadAsync(refused)).Status);
        Assert.Equal("format", (await _jobs.ProblemAsync($"{job}/images/0?format=jsn", HttpStatusCode.BadRequest)).Field);
        Assert.Equal("fromat", (await _jobs.ProblemAsync($"{job}/results?fromat=json", HttpStatusCode.BadRequest)).Field);
    }

    [Fact]
    public async Task All_images_together_are_one_submission()
    {
        var job = await FinishAsync("classic", 3);
        using var response = await _jobs.Http.GetAsync($"{job}/results?format=csv");
        var expected = new StringBuilder("ImageId,EncodedPixels\n");
        for (var i = 1; i <= 3; i++)
            expected.Append(string.Join('\n', Encoding.UTF8.GetString(await _service.SegmentAsync($"?model=classic&format=csv&imageId=image{i}", JobClient.Image(i))).Split('\n')[1..]));

        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(expected.ToString(), await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Every_other_format_is_an_archive_of_one_document_an_image()
    {
        var job = await FinishAsync("classic", 3);
        using var zip = new ZipArchive(await _jobs.Http.GetStreamAsync($"{job}/results?format=labels-png"));

        Assert.Equal(["image1-labels.png", "image2-labels.png", "image3-labels.png"], zip.Entries.Select(entry => entry.FullName));
        for (var i = 0; i < 3; i++)
            Assert.Equal(await _service.SegmentAsync($"?model=classic&format=labels-png", JobClient.Image(i + 1)), Read(zip.Entries[i]));
    }

    /// <summary>The parameter stands after the images, as a form may have it.</summary>
    [Fact]
    public async Task Every_page_of_a_stack_is_an_image_with_a_result_of_its_own()
    {
        var stack = JobClient.Stack(3);
        var form = JobClient.Form(("stack.tif", stack), ("single.png", JobClient.Image()));
        form.Add(new StringContent("classic"), "model");
        form.Add(new StringContent("all"), "pages");
        var job = await _jobs.FinishAsync(form);
        using var zip = new ZipArchive(await _jobs.Http.GetStreamAsync($"{job}/results?format=overlay-png"));

        Assert.Equal(["stack-page0-overlay.png", "stack-page1-overlay.png", "stack-page2-overlay.png", "single-overlay.png"], zip.Entries.Select(entry => entry.FullName));
        for (var page = 0; page < 3; page++)
            Assert.Equal(await _service.SegmentAsync($"?model=classic&format=overlay-png&page={page}", stack), Read(zip.Entries[page]));
        Assert.Equal(await _service.SegmentAsync("?model=classic&format=overlay-png", JobClient.Image()), Read(zip.Entries[3]));
    }

    [Fact]
    public async Task Masks_lie_in_one_folder_an_image_as_in_kaggles_data()
    {
        var job = await FinishAsync("classic", 2);
        using var zip = new ZipArchive(await _jobs.Http.GetStreamAsync($"{job}/results?format=masks-zip"));
        var counts = (await _jobs.JsonAsync(job)).GetProperty("images").EnumerateArray().Select(image => image.GetProperty("count").GetInt32()).ToArray();

        Assert.All(counts, count => Assert.True(count > 0));
        Assert.Equal(counts.SelectMany((count, i) => Enumerable.Range(1, count).Select(id => $"image{i + 1}/masks/{id}.png")), zip.Entries.Select(entry => entry.FullName));
    }

    [Fact]
    public async Task What_failed_has_no_result_but_its_problem_and_the_rest_is_there()
    {
        var form = JobClient.Form(("good.png", JobClient.Image(1)), ("cut.png", JobClient.Image(2)[..100]));
        form.Add(new StringContent("classic"), "model");
        var job = await _jobs.FinishAsync(form);
        var problem = await _jobs.ProblemAsync($"{job}/images/1", HttpStatusCode.Conflict);
        var document = await _jobs.JsonAsync(job);

        Assert.Equal("partial", document.GetProperty("status").GetString());
        Assert.Equal("urn:segservice:problem:no-result", problem.Type);
        Assert.Equal(document.GetProperty("images")[1].GetProperty("problem").GetProperty("detail").GetString(), problem.Detail);
        Assert.Equal(400, document.GetProperty("images")[1].GetProperty("problem").GetProperty("status").GetInt32());
        Assert.DoesNotContain("cut,", await _jobs.Http.GetStringAsync($"{job}/results?format=csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_that_is_none_is_not_found()
    {
        var job = await FinishAsync("classic", 2);

        Assert.Equal(("index", "0 to 1"), Limits(await _jobs.ProblemAsync($"{job}/images/2", HttpStatusCode.NotFound)));
        Assert.Null((await _jobs.ProblemAsync($"{job}/images/x", HttpStatusCode.NotFound)).Field);
    }

    private static (string?, string?) Limits(Problems.Problem problem) => (problem.Field, problem.Limit);

    private async Task<string> FinishAsync(string model, int images)
    {
        var form = JobClient.Form(images);
        form.Add(new StringContent(model), "model");
        return await _jobs.FinishAsync(form);
    }

    /// <summary>A run's own id and times are left out, and an archive's time stamps.</summary>
    private static string Comparable(string format, byte[] document)
    {
        if (ResultFormats.Find(format)!.MediaType == "application/zip")
        {
            using var zip = new ZipArchive(new MemoryStream(document));
            return string.Join('\n', zip.Entries.Select(entry => $"{entry.FullName} {Convert.ToHexString(Read(entry))}"));
        }

        if (format != "json")
            return Convert.ToHexString(document);
        var members = JsonElement.Parse(document).EnumerateObject().Where(member => member.Name is not ("id" or "timings"));
        return string.Join('\n', members.Select(member => $"{member.Name}: {member.Value.GetRawText()}"));
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using var copy = new MemoryStream();
        using (var content = entry.Open())
            content.CopyTo(copy);
        return copy.ToArray();
    }
}

using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IO;
using SegService.Api.Tests.Hosting;
using SegService.Api.Tests.Problems;
using SegService.Pipeline;

namespace SegService.Api.Tests.Segmentations;

public sealed class UploadTests : IDisposable
{
    private static readonly byte[] Image = [1, 2, 3, 0, 255];

    private readonly StubPipeline _pipeline = new();
    private readonly ApiFactory _api;
    private readonly HttpClient _client;

    public UploadTests()
    {
        _api = ApiFactory.Stubbed(_pipeline).With("SegService:Limits:MaxRequestBytes", "2048");
        _client = _api.CreateClient();
    }

    public void Dispose()
    {
        _client.Dispose();
        _api.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("image/png")]
    [InlineData("application/octet-stream")]
    [InlineData("application/x-www-form-urlencoded")] // what curl --data-binary says of any file
    [InlineData("nonsense")]
    public async Task A_raw_body_is_the_image_whatever_its_content_type(string? contentType)
    {
        using var response = await PostAsync(Raw(Image, contentType));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Image, _pipeline.AskedImage);
        Assert.Null(_pipeline.Asked!.ImageId);
    }

    [Theory]
    [InlineData("plate 7.tif", "plate_7")]
    [InlineData("../../x.png", "x")]
    public async Task A_forms_file_is_the_image_and_names_it(string fileName, string imageId)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Image), "image", fileName } };
        using var response = await PostAsync(form);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Image, _pipeline.AskedImage);
        Assert.Equal(imageId, _pipeline.Asked!.ImageId);
    }

    [Fact]
    public async Task An_upload_of_many_blocks_lies_in_memory_once_while_it_is_worked_on()
    {
        using var api = ApiFactory.Stubbed(_pipeline);
        var held = long.MaxValue;
        _pipeline.Answer = (request, _) =>
        {
            held = api.Services.GetRequiredService<RecyclableMemoryStreamManager>().SmallPoolInUseSize;
            return Task.FromResult<Outcome<SegmentationResult>>(StubPipeline.Result(request));
        };
        using var client = api.CreateClient();
        using var body = new ByteArrayContent(new byte[1_000_000]);
        using var response = await client.PostAsync("/v1/segmentations", body);

        Assert.Equal(1_000_000, _pipeline.AskedImage.Length);
        Assert.InRange(held, 0, 200_000); // a block may be left for writing
    }

    [Fact]
    public async Task The_query_names_the_image_before_its_file_does()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Image), "image", "file.png" } };
        using var response = await PostAsync(form, "?imageId=mine");

        Assert.Equal("mine", _pipeline.Asked!.ImageId);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("Image")]
    [InlineData("")]
    public async Task Any_other_field_is_named(string name)
    {
        using var part = new ByteArrayContent(Image);
        part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = $"\"{name}\"", FileName = "a.png" };
        using var form = new MultipartFormDataContent { part };
        var problem = await RefusedAsync(form, HttpStatusCode.BadRequest);

        Assert.Equal((name.Length > 0 ? name : "(unnamed)", "image"), (problem.Field, problem.Limit));
    }

    [Fact]
    public async Task A_second_image_is_refused()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Image), "image", "a.png" }, { new ByteArrayContent(Image), "image", "b.png" } };

        Assert.Equal(("image", "1 file"), await FieldAndLimitAsync(form));
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("multipart/form-data; boundary=")]
    public async Task A_form_that_is_none_is_refused(string contentType) =>
        Assert.Equal("image", (await RefusedAsync(Raw(Image, contentType), HttpStatusCode.BadRequest)).Field);

    [Fact]
    public async Task A_form_cut_off_in_its_file_is_refused() => Assert.Equal("image", (await RefusedAsync(
        Raw("--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\nabc"u8.ToArray(), "multipart/form-data; boundary=x"),
        HttpStatusCode.BadRequest)).Field);

    [Fact]
    public async Task An_empty_form_has_no_image() =>
        Assert.Equal("image", (await RefusedAsync(Raw("--x--\r\n"u8.ToArray(), "multipart/form-data; boundary=x"), HttpStatusCode.BadRequest)).Field);

    [Fact]
    public async Task An_empty_body_is_refused() =>
        Assert.Equal("image", (await RefusedAsync(Raw([], "image/png"), HttpStatusCode.BadRequest)).Field);

    [Fact]
    public async Task An_empty_file_is_refused()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent([]), "image", "a.png" } };

        Assert.Equal("image", (await RefusedAsync(form, HttpStatusCode.BadRequest)).Field);
    }

    [Fact]
    public async Task A_body_announced_too_long_is_refused_with_both_numbers()
    {
        var problem = await RefusedAsync(Raw(new byte[2049], "image/png"), HttpStatusCode.RequestEntityTooLarge);

        Assert.Equal(("image", "2048 bytes", "2049 bytes"), (problem.Field, problem.Limit, problem.Value));
    }

    [Fact]
    public async Task A_body_that_grows_too_long_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/segmentations") { Content = Raw(new byte[4096], "image/png") };
        request.Headers.TransferEncodingChunked = true;
        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("2048 bytes", (await Problem.ReadAsync(response)).Limit);
    }

    private static ByteArrayContent Raw(byte[] body, string? contentType)
    {
        var content = new ByteArrayContent(body);
        if (contentType is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return content;
    }

    private Task<HttpResponseMessage> PostAsync(HttpContent content, string query = "") => _client.PostAsync($"/v1/segmentations{query}", content);

    private async Task<Problem> RefusedAsync(HttpContent content, HttpStatusCode status)
    {
        using var response = await PostAsync(content);
        Assert.Equal(status, response.StatusCode);
        return await Problem.ReadAsync(response);
    }

    private async Task<(string?, string?)> FieldAndLimitAsync(HttpContent content)
    {
        var problem = await RefusedAsync(content, HttpStatusCode.BadRequest);
        return (problem.Field, problem.Limit);
    }
}

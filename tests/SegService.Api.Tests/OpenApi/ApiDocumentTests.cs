using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SegService.Api.OpenApi;
using SegService.Api.Segmentations;
using SegService.Api.Tests.Hosting;
using SegService.Pipeline.Encoding;

namespace SegService.Api.Tests.OpenApi;

public sealed class ApiDocumentTests : IDisposable
{
    private readonly ApiFactory _api = ApiFactory.Stubbed(new StubPipeline()).With(ResultFormats.All);
    private readonly HttpClient _client;

    public ApiDocumentTests() => _client = _api.CreateClient();

    public void Dispose()
    {
        _client.Dispose();
        _api.Dispose();
    }

    [Fact]
    public async Task The_document_changes_only_on_purpose()
    {
        var now = await _client.GetStringAsync("/swagger/v1/swagger.json");
        var committed = Encoding.UTF8.GetString(Approved.Bytes("tests/SegService.Api.Tests/OpenApi/openapi.v1.json", Encoding.UTF8.GetBytes(now)));

        Assert.True(committed.TrimEnd() == now.TrimEnd(), $"openapi.v1.json {Approved.HowTo}");
    }

    [Fact]
    public async Task The_upload_works_as_a_form_and_as_raw_bytes()
    {
        var body = (await OperationAsync())["requestBody"]!["content"]!;

        Assert.Equal("binary", (string?)body["multipart/form-data"]!["schema"]!["properties"]!["image"]!["format"]);
        Assert.Equal("binary", (string?)body["application/octet-stream"]!["schema"]!["format"]);
    }

    [Fact]
    public async Task Every_parameter_is_described_with_its_range()
    {
        var parameters = (await OperationAsync())["parameters"]!.AsArray().ToDictionary(parameter => (string)parameter!["name"]!);

        Assert.Equal(SegmentationQuery.All.Select(parameter => parameter.Name), parameters.Keys);
        Assert.Equal((0.01, 0.99), ((double)parameters["maskThreshold"]!["schema"]!["minimum"]!, (double)parameters["maskThreshold"]!["schema"]!["maximum"]!));
        Assert.Equal("auto", (string?)parameters["scale"]!["schema"]!["default"]);
        Assert.Equal(ResultFormats.All.Select(encoder => encoder.Format), parameters["format"]!["schema"]!["enum"]!.AsArray().Select(name => (string?)name));
    }

    [Fact]
    public async Task Every_format_has_an_example_that_can_be_had()
    {
        var content = (await OperationAsync())["responses"]!["200"]!["content"]!;
        foreach (var encoder in ResultFormats.All)
        {
            Assert.NotNull(content[encoder.MediaType]!["examples"]![encoder.Format]);
            using var example = await _client.GetAsync(ResultExamples.Link(encoder));
            Assert.Equal((HttpStatusCode.OK, encoder.MediaType), (example.StatusCode, example.Content.Headers.ContentType?.MediaType));
        }
    }

    [Theory]
    [InlineData("400")]
    [InlineData("401")]
    [InlineData("404")]
    [InlineData("406")]
    [InlineData("413")]
    [InlineData("415")]
    [InlineData("429")]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("504")]
    public async Task Every_problem_has_an_example(string status) =>
        Assert.NotEmpty((await OperationAsync())["responses"]![status]!["content"]!["application/problem+json"]!["examples"]!.AsObject());

    [Fact]
    public async Task The_explorer_is_served()
    {
        var page = await _client.GetStringAsync("/swagger/index.html");

        Assert.Contains("SegService API", page, StringComparison.Ordinal);
    }

    private async Task<JsonNode> OperationAsync() =>
        JsonNode.Parse(await _client.GetStringAsync("/swagger/v1/swagger.json"))!["paths"]!["/v1/segmentations"]!["post"]!;
}

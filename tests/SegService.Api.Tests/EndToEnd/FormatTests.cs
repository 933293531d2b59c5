using System.Net;
using SegService.Pipeline.Encoding;
using SegService.TestKit;

namespace SegService.Api.Tests.EndToEnd;

public sealed class FormatTests : IAsyncDisposable
{
    private readonly RealService _service = new();
    private readonly byte[] _image = SyntheticImages.NucleiPng(160, 120);

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_network_answers_in_every_format()
    {
        foreach (var encoder in ResultFormats.All)
        {
            using var response = await _service.PostAsync($"?model=tiny&format={encoder.Format}", _image);
            Assert.Equal((HttpStatusCode.OK, encoder.MediaType), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task Classic_has_no_probability_map()
    {
        using var response = await _service.PostAsync("?model=classic&format=probability", _image);
        var problem = await Problems.Problem.ReadAsync(response);

        Assert.Equal((406, "format", "probability"), (problem.Status, problem.Field, problem.Value));
    }
}

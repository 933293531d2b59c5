using Microsoft.Extensions.Primitives;
using SegService.Api.Segmentations;
using SegService.Api.Tests.Hosting;
using SegService.Pipeline;

namespace SegService.Api.Tests.Segmentations;

public sealed class FormatNegotiationTests
{
    private readonly FormatNegotiation _formats = new(
    [
        new StubEncoder("coco", "application/json", ".json", Negotiable: false),
        new StubEncoder("csv", "text/csv", ".csv"),
        new StubEncoder("json", "application/json", ".json"),
        new StubEncoder("labels-png", "image/png", ".png"),
        new StubEncoder("labels-tiff", "image/tiff", ".tif"),
    ]);

    [Theory]
    [InlineData(null, null, "json")]
    [InlineData(null, "", "json")]
    [InlineData(null, "*/*", "json")]
    [InlineData(null, "text/html,application/xhtml+xml,*/*;q=0.8", "json")]
    [InlineData(null, "text/csv", "csv")]
    [InlineData(null, "TEXT/CSV", "csv")]
    [InlineData(null, "text/*", "csv")]
    [InlineData(null, "image/*", "labels-png")]
    [InlineData(null, "image/*, image/png;q=0", "labels-tiff")]
    [InlineData(null, "*/*, image/tiff", "labels-tiff")]
    [InlineData(null, "application/json;q=0.4, image/png;q=0.5", "labels-png")]
    [InlineData(null, "application/json;q=0, */*", "csv")]
    [InlineData(null, "not a media type", "json")]
    [InlineData("coco", "text/csv", "coco")]
    [InlineData("CSV", "image/png", "csv")]
    public void The_format_follows_the_query_then_the_accept_header(string? format, string? accept, string expected) =>
        Assert.Equal(expected, _formats.Choose(format, accept).Value.Format);

    [Fact]
    public void Several_accept_headers_count_as_one() =>
        Assert.Equal("csv", _formats.Choose(null, new StringValues(["image/png;q=0.1", "text/csv"])).Value.Format);

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json;q=0")]
    [InlineData("video/*")]
    public void Nothing_acceptable_names_what_there_is(string accept)
    {
        var failure = _formats.Choose(null, accept).Failure!;

        Assert.Equal((FailureKind.NotAcceptable, "Accept", accept), (failure.Kind, failure.Field, failure.Value));
        Assert.Equal("application/json (json), text/csv (csv), image/png (labels-png), image/tiff (labels-tiff)", failure.Limit);
    }

    [Fact]
    public void An_unknown_format_names_the_formats_and_the_nearest()
    {
        var failure = _formats.Choose("label-png", "text/csv").Failure!;

        Assert.Equal((FailureKind.InvalidParameter, "format", "label-png"), (failure.Kind, failure.Field, failure.Value));
        Assert.Equal("json, coco, csv, labels-png, labels-tiff", failure.Limit);
        Assert.Contains("Did you mean 'labels-png'?", failure.Detail, StringComparison.Ordinal);
    }
}

using SegService.Pipeline.Encoding;

namespace SegService.Api.Tests.Hosting;

internal static class Formats
{
    public static readonly IReadOnlyList<IResultEncoder> Stubs =
    [
        new StubEncoder("json", "application/json", ".json"),
        new StubEncoder("csv", "text/csv", ".csv"),
        new StubEncoder("labels-png", "image/png", ".png"),
        new StubEncoder("masks-zip", "application/zip", ".zip"),
    ];
}

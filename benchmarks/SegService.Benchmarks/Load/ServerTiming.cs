using System.Globalization;
using System.Net.Http.Headers;

namespace SegService.Benchmarks.Load;

/// <summary>The header of that name (W3C Server Timing): <c>decode;dur=1.2, preprocess;dur=0.8</c>.</summary>
internal static class ServerTiming
{
    /// <returns>Stage to milliseconds.</returns>
    public static IReadOnlyDictionary<string, double> Read(HttpResponseHeaders headers) =>
        headers.TryGetValues("Server-Timing", out var values)
            ? values.SelectMany(value => value.Split(", ")).Select(entry => entry.Split(";dur="))
                .ToDictionary(pair => pair[0], pair => double.Parse(pair[1], CultureInfo.InvariantCulture))
            : new Dictionary<string, double>();
}

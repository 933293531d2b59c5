using System.Globalization;

namespace SegService.Benchmarks.Service;

/// <summary>Managed memory a service has allocated since it started, as its metrics tell.</summary>
internal static class Allocations
{
    private const string Counter = "dotnet_gc_heap_total_allocated_bytes_total";

    /// <returns>Bytes.</returns>
    public static async Task<double> ReadAsync(Uri service, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = service };
        var metrics = await http.GetStringAsync("/metrics", stop);
        var line = metrics.Split('\n').First(line => line.StartsWith(Counter, StringComparison.Ordinal));
        return double.Parse(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..].Split(' ')[0], CultureInfo.InvariantCulture);
    }
}

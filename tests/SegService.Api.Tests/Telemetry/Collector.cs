using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace SegService.Api.Tests.Telemetry;

/// <summary>Takes what an OpenTelemetry collector is sent by HTTP, and keeps the bodies as they came.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentQueue<byte[]> _traces = new();
    private readonly ConcurrentQueue<byte[]> _metrics = new();
    private readonly WebApplication _app = WebApplication.CreateSlimBuilder().Build();

    public Uri Address => new(_app.Urls.Single());

    public async Task StartAsync()
    {
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapPost("/v1/traces", (HttpContext http) => KeepAsync(http, _traces));
        _app.MapPost("/v1/metrics", (HttpContext http) => KeepAsync(http, _metrics));
        await _app.StartAsync(TestContext.Current.CancellationToken);
    }

    public bool HasMetric(string name) => _metrics.Any(body => Contains(body, System.Text.Encoding.UTF8.GetBytes(name)));

    /// <summary>Whether a step of that name came in a message with the trace.</summary>
    public bool HasStep(string trace, string name) =>
        _traces.Any(body => Contains(body, Convert.FromHexString(trace)) && Contains(body, System.Text.Encoding.UTF8.GetBytes(name)));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static bool Contains(byte[] body, byte[] part) => body.AsSpan().IndexOf(part) >= 0;

    private static async Task KeepAsync(HttpContext http, ConcurrentQueue<byte[]> bodies)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        bodies.Enqueue(body.ToArray());
    }
}

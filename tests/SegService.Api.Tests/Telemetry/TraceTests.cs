using System.Text.Json;

namespace SegService.Api.Tests.Telemetry;

/// <summary>One trace from the request to the worker, in what is exported and in what is logged.</summary>
public sealed class TraceTests(ObservedService service) : IClassFixture<ObservedService>
{
    [Theory]
    [InlineData("POST /v1/jobs")]
    [InlineData("process image")]
    [InlineData("segment")]
    [InlineData("decode")]
    [InlineData("postprocess")]
    public Task The_trace_of_a_request_goes_through_the_queue_to_the_worker(string step) =>
        ObservedService.UntilAsync(() => Task.FromResult(service.Collector.HasStep(ObservedService.Trace, step)));

    [Fact]
    public Task Metrics_are_sent_to_the_collector_too() =>
        ObservedService.UntilAsync(() => Task.FromResult(service.Collector.HasMetric("segservice.stage.duration")));

    [Fact]
    public void Request_and_work_are_found_in_the_log_by_the_trace()
    {
        var lines = service.Log.Where(line => line.TryGetProperty("@tr", out var trace) && trace.GetString() == ObservedService.Trace).ToList();

        Assert.Contains(lines, line => line.TryGetProperty("RequestPath", out var path) && path.GetString() == "/v1/jobs" && line.TryGetProperty("StatusCode", out _));
        Assert.Equal(2, lines.Count(line => line.TryGetProperty("Outcome", out _) && line.TryGetProperty("Job", out _)));
    }
}

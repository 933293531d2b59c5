using System.Text.RegularExpressions;
using SegService.TestKit;

namespace SegService.Api.Tests.Telemetry;

/// <summary>What is documented, drawn and alerted on is what the service really exports.</summary>
public sealed partial class MetricsTests(ObservedService service) : IClassFixture<ObservedService>
{
    [Fact]
    public void What_happened_is_counted()
    {
        var metrics = service.Metrics;

        Assert.Equal(2, metrics.Value("segservice_images_total", "segservice_model", "classic"));
        Assert.Equal(2, metrics.Value("segservice_images_total", "segservice_model", "tiny"));
        Assert.Equal(2, metrics.Value("segservice_images_total", "error_type", "UnsupportedFormat"));
        Assert.Equal(1, metrics.Value("segservice_problems_total", "error_type", "unsupported-format"));
        Assert.Equal(1, metrics.Value("segservice_job_submissions_total", "segservice_job_outcome", "accepted"));
        Assert.Equal(1, metrics.Value("segservice_jobs", "segservice_job_status", "partial"));
        Assert.Equal(1, metrics.Value("segservice_job_callbacks_total", "segservice_job_callback_outcome", "retried"));
        Assert.Equal(2, metrics.Value("messaging_process_duration_seconds_count"));
        Assert.Equal(1, metrics.Value("messaging_process_duration_seconds_count", "error_type", "unsupported-format"));
        Assert.Equal(2, metrics.Value("segservice_job_queue_duration_seconds_count"));
        Assert.Equal(1, metrics.Value("segservice_inference_batch_tiles_sum"));
        Assert.Equal(1, metrics.Value("segservice_inference_queue_duration_seconds_count"));
        Assert.Equal(3, metrics.Value("segservice_stage_duration_seconds_count", "segservice_stage", "encode"));
        Assert.Equal((1, 1), (metrics.Value("segservice_map_cache_hits_total"), metrics.Value("segservice_map_cache_misses_total")));
        Assert.Equal(4 * 96 * 64, metrics.Value("segservice_pixels_total"));
    }

    /// <summary>Workers that are idle or busy are all there are, and nothing is left admitted.</summary>
    [Fact]
    public void What_is_there_now_is_read_when_it_is_asked_for()
    {
        Assert.InRange(service.Metrics.Value("segservice_inference_workers"), 1, 64);
        Assert.Equal(0, service.Metrics.Value("segservice_admission_pixels"));
        Assert.Equal(134_217_728, service.Metrics.Value("segservice_admission_pixels_limit"));
    }

    [Fact]
    public void Every_documented_metric_is_exported_with_the_documented_labels()
    {
        var documented = Documented();

        Assert.All(documented, metric =>
        {
            Assert.Contains(metric.Name, service.Metrics.Families);
            Assert.Empty(service.Metrics.Labels(metric.Name).Except(metric.Labels));
        });
        var exported = documented.SelectMany(metric => service.Metrics.Labels(metric.Name)).ToHashSet();
        Assert.All(documented.SelectMany(metric => metric.Labels), label => Assert.Contains(label, exported));
    }

    [Fact]
    public void Every_metric_of_our_own_is_documented() => Assert.Empty(service.Metrics.Families
        .Where(name => name.StartsWith("segservice_", StringComparison.Ordinal) || name.StartsWith("messaging_", StringComparison.Ordinal))
        .Except(Documented().Select(metric => metric.Name)));

    [Theory]
    [InlineData("deploy/prometheus/alerts.yaml", 8)]
    [InlineData("deploy/grafana/segservice.json", 15)]
    public void Alerts_and_dashboard_ask_for_metrics_and_labels_that_are_there(string file, int atLeast)
    {
        var asked = Metric().Matches(File.ReadAllText(Repository.File(file))).Select(match => match.Value).ToHashSet();

        Assert.InRange(asked.Count, atLeast, 100);
        Assert.Empty(asked.Except(service.Metrics.Names).Except(service.Metrics.AllLabels));
    }

    [Theory]
    [InlineData("/metrics", true, 200)]
    [InlineData("/metrics", false, 404)]
    [InlineData("/v1/stats", true, 404)]
    [InlineData("/", true, 404)]
    [InlineData("/health/live", false, 200)]
    public async Task Metrics_with_a_port_of_their_own_are_read_there_and_nothing_else_is(string path, bool onMetricsPort, int status) =>
        Assert.Equal(status, (int)await service.StatusAsync(path, onMetricsPort));

    /// <summary>A row of the tables in the document: name, unit, labels, meaning.</summary>
    private static List<(string Name, IReadOnlyList<string> Labels)> Documented() =>
    [
        .. Row().Matches(File.ReadAllText(Repository.File("docs/observability.md")))
            .Select(row => (row.Groups["name"].Value, (IReadOnlyList<string>)[.. Code().Matches(row.Groups["labels"].Value).Select(label => label.Groups["name"].Value)])),
    ];

    [GeneratedRegex(@"^\| `(?<name>[a-z_]+)` \|[^|]*\|(?<labels>[^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[a-z_]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\b(segservice|messaging|http_server|kestrel|dotnet)_[a-z0-9_]+(?=[\s{\[)""\\]|$)(?!=)", RegexOptions.Multiline)]
    private static partial Regex Metric();
}

using System.Globalization;
using System.Text.Json;
using k8s.Models;
using SegService.Deploy.Tests.Chart;

namespace SegService.Deploy.Tests.Monitoring;

/// <summary>That Prometheus gets at the metrics, and nobody else by the same door; SegService.Api.Tests has what is in them.</summary>
public sealed class MonitoringTests(ChartTools tools)
{
    [Fact]
    public async Task Prometheus_reads_the_alert_rules()
    {
        var check = await tools.CheckRulesAsync("deploy/prometheus/alerts.yaml");

        Assert.True(check.Succeeded, check.Output + check.Error);
    }

    [Theory, MemberData(nameof(HelmChart.Values), MemberType = typeof(HelmChart))]
    public async Task Metrics_have_a_port_of_their_own_behind_no_service_that_callers_reach(string values)
    {
        var manifests = await HelmChart.RenderAsync(tools, values);

        Assert.All(manifests.Pods.Values, pod =>
        {
            var container = pod.Spec.Containers[0];
            var port = container.Ports.Single(port => port.Name == "metrics").ContainerPort.ToString(CultureInfo.InvariantCulture);
            Assert.Equal(port, container.Env.Single(variable => variable.Name == "SegService__Telemetry__MetricsPort").Value);
            Assert.EndsWith($":{port}", container.Env.Single(variable => variable.Name == "ASPNETCORE_URLS").Value, StringComparison.Ordinal);
        });
        Assert.All(manifests.OfKind<V1Service>(), service => Assert.Equal(service.Spec.ClusterIP == "None", service.Spec.Ports.Single().Name == "metrics"));
    }

    [Theory, MemberData(nameof(HelmChart.Values), MemberType = typeof(HelmChart))]
    public async Task Every_pod_is_scraped_where_there_is_a_monitor(string values)
    {
        var manifests = await HelmChart.RenderAsync(tools, values);
        var monitor = manifests.CustomResources.Select(resource => JsonElement.Parse(resource))
            .Where(resource => resource.GetProperty("kind").GetString() == "ServiceMonitor").Select(resource => resource.GetProperty("spec")).ToList();
        var scraped = manifests.OfKind<V1Service>().Where(service => service.Spec.Ports.Any(port => port.Name == "metrics")).ToList();

        Assert.Equal(monitor.Count == 0 ? 0 : manifests.Pods.Count, scraped.Count);
        Assert.All(monitor, spec =>
        {
            Assert.Equal("metrics", spec.GetProperty("endpoints")[0].GetProperty("port").GetString());
            Assert.All(spec.GetProperty("selector").GetProperty("matchLabels").EnumerateObject(), label =>
                Assert.All(scraped, service => Assert.Equal(label.Value.GetString(), service.Metadata.Labels[label.Name])));
        });
    }
}

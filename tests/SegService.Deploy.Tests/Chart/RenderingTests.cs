using System.Text.Json;
using k8s;
using k8s.Models;

namespace SegService.Deploy.Tests.Chart;

public sealed class RenderingTests(ChartTools tools)
{
    [Theory, MemberData(nameof(HelmChart.Matrix), MemberType = typeof(HelmChart))]
    public async Task The_chart_passes_lint(string helm, string values)
    {
        var lint = await tools.HelmAsync(helm, ["lint", "--strict", HelmChart.Folder, "--values", $"{HelmChart.Folder}/{values}"]);

        Assert.True(lint.Succeeded, lint.Output + lint.Error);
    }

    [Theory, MemberData(nameof(HelmChart.Matrix), MemberType = typeof(HelmChart))]
    public async Task Every_object_parses_strictly_and_belongs_to_the_release(string helm, string values)
    {
        var manifests = await HelmChart.RenderAsync(tools, values, helm);

        Assert.NotEmpty(manifests.Pods);
        Assert.All(manifests.OfKind<IKubernetesObject<V1ObjectMeta>>(), found =>
        {
            Assert.Matches("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", found.Metadata.Name);
            Assert.Equal("release", found.Metadata.Labels["app.kubernetes.io/instance"]);
        });
    }

    [Theory, MemberData(nameof(HelmChart.Values), MemberType = typeof(HelmChart))]
    public async Task Custom_resources_agree_with_their_models(string values)
    {
        var manifests = await HelmChart.RenderAsync(tools, values);

        var check = await tools.CheckCustomResourcesAsync($"[{string.Join(',', manifests.CustomResources)}]");

        Assert.True(check.Succeeded, check.Error);
        Assert.Equal("", check.Output.Trim());
    }

    /// <summary>The check above would be worth nothing if it accepted anything.</summary>
    [Theory]
    [InlineData("""{"selector":{},"endpoints":[{"port":"http","intervall":"30s"}]}""", "intervall")]
    [InlineData("""{"selector":{},"endpoints":[{"port":"http","interval":"30 seconds"}]}""", "pattern")]
    [InlineData("""{"endpoints":[]}""", "selector")]
    public async Task The_check_of_custom_resources_finds_mistakes(string spec, string named)
    {
        var check = await tools.CheckCustomResourcesAsync(
            $$"""[{"apiVersion":"monitoring.coreos.com/v1","kind":"ServiceMonitor","metadata":{"name":"wrong"},"spec":{{spec}}}]""");

        Assert.Contains(named, check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_kind_of_custom_resource_is_rendered_by_some_values()
    {
        var kinds = new HashSet<string>();
        foreach (var values in HelmChart.ValueFiles)
        {
            foreach (var resource in (await HelmChart.RenderAsync(tools, values)).CustomResources)
                kinds.Add(JsonDocument.Parse(resource).RootElement.GetProperty("kind").GetString()!);
        }

        Assert.Equal(["HTTPRoute", "ScaledObject", "ServiceMonitor", "TriggerAuthentication"], kinds.Order());
    }
}

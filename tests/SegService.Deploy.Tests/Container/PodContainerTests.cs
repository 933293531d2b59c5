using k8s.Models;
using SegService.Deploy.Tests.Chart;
using SegService.Deploy.Tests.Service;

namespace SegService.Deploy.Tests.Container;

/// <summary>The image, run under the security context, environment, volumes and limits that the chart renders with its default values.</summary>
public sealed class PodContainerTests(ChartTools tools)
{
    private const string NoCapability = "0000000000000000";
    private const string Filtered = "2"; // SECCOMP_MODE_FILTER

    [Fact]
    public async Task It_segments_without_any_right_and_answers_the_request_under_way_before_it_ends()
    {
        var set = Assert.Single((await HelmChart.RenderAsync(tools, "ci/default-values.yaml")).OfKind<V1StatefulSet>());
        var (pod, spec) = (set.Spec.Template.Spec, set.Spec.Template.Spec.Containers[0]);
        Assert.Equal(await Docker.ImageAsync(), spec.Image);

        await using var container = await PodContainer.RunAsync(set);
        foreach (var probe in new[] { spec.StartupProbe, spec.LivenessProbe, spec.ReadinessProbe })
            await container.PassAsync(probe);

        AssertHasNoRights(await container.ProcessAsync(), pod.SecurityContext);

        var caller = new Caller(container.Http("http"));
        await caller.AssertSegmentsAsync();
        await caller.AssertDoesJobsAsync(await caller.RowsAsync());
        var metrics = await container.Http("metrics").GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("segservice_", metrics, StringComparison.Ordinal);

        var exit = Task.FromResult(-1);
        await LastRequest.AssertAnsweredAsync(container.Http("http"), () =>
        {
            exit = container.StopAsync();
            return Task.CompletedTask;
        });
        Assert.Equal(0, await exit);
    }

    private static void AssertHasNoRights(ProcessFacts process, V1PodSecurityContext pod)
    {
        Assert.All(process["Uid"], user => Assert.Equal($"{pod.RunAsUser}", user));
        Assert.All(process["Gid"], group => Assert.Equal($"{pod.RunAsGroup}", group));
        Assert.Equal([$"{pod.FsGroup}"], process["Groups"].Distinct());
        Assert.All(["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"], set => Assert.Equal([NoCapability], process[set]));
        Assert.Equal(["1"], process["NoNewPrivs"]);
        Assert.Equal([Filtered], process["Seccomp"]);
        Assert.True(process.IsReadOnly("/"));
        Assert.False(process.IsReadOnly("/tmp"));
    }
}

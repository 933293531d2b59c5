using k8s.Models;

namespace SegService.Deploy.Tests.Chart;

/// <summary>Kubernetes' "restricted" pod security standard and our own rules, for every pod of every set of values.</summary>
public sealed class PodPolicyTests(ChartTools tools)
{
    private const long User = 1654;

    [Theory, MemberData(nameof(HelmChart.Values), MemberType = typeof(HelmChart))]
    public async Task Pods_have_no_rights_they_do_not_need(string values)
    {
        foreach (var pod in (await HelmChart.RenderAsync(tools, values)).Pods.Values.Select(template => template.Spec))
        {
            Assert.True(pod.SecurityContext.RunAsNonRoot);
            Assert.Equal(User, pod.SecurityContext.RunAsUser);
            Assert.Equal(User, pod.SecurityContext.RunAsGroup);
            Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
            Assert.False(pod.AutomountServiceAccountToken);
            Assert.Null(pod.HostNetwork);
            Assert.Null(pod.HostPID);
            Assert.Null(pod.HostIPC);
            Assert.All(pod.Volumes, volume => Assert.Null(volume.HostPath));

            var container = Assert.Single(pod.Containers).SecurityContext;
            Assert.False(container.AllowPrivilegeEscalation);
            Assert.False(container.Privileged);
            Assert.True(container.ReadOnlyRootFilesystem);
            Assert.Equal(["ALL"], container.Capabilities.Drop);
            Assert.Null(container.Capabilities.Add);
        }
    }

    [Theory, MemberData(nameof(HelmChart.Values), MemberType = typeof(HelmChart))]
    public async Task Pods_are_bounded_probed_and_pinned(string values)
    {
        foreach (var pod in (await HelmChart.RenderAsync(tools, values)).Pods.Values.Select(template => template.Spec))
        {
            var container = pod.Containers[0];
            Assert.All([container.Resources.Limits, container.Resources.Requests], amounts =>
            {
                Assert.Contains("cpu", amounts);
                Assert.Contains("memory", amounts);
            });
            Assert.All(pod.Volumes, volume => Assert.True(volume.EmptyDir is null || volume.EmptyDir.SizeLimit is not null));

            Assert.Equal("/health/startup", container.StartupProbe.HttpGet.Path);
            Assert.Equal("/health/live", container.LivenessProbe.HttpGet.Path);
            Assert.Equal("/health/ready", container.ReadinessProbe.HttpGet.Path);

            Assert.Matches(@"(:[^:/@]+|@sha256:[0-9a-f]{64})$", container.Image);
            Assert.DoesNotMatch(":latest$", container.Image);
        }
    }

    [Theory, MemberData(nameof(HelmChart.Values), MemberType = typeof(HelmChart))]
    public async Task Selectors_find_the_pods_they_mean(string values)
    {
        var manifests = await HelmChart.RenderAsync(tools, values);
        var selectors = manifests.OfKind<V1Service>().Select(service => service.Spec.Selector)
            .Concat(manifests.OfKind<V1PodDisruptionBudget>().Select(budget => budget.Spec.Selector.MatchLabels))
            .Concat(manifests.OfKind<V1NetworkPolicy>().Select(policy => policy.Spec.PodSelector.MatchLabels))
            .Concat(manifests.OfKind<V1Deployment>().Select(deployment => deployment.Spec.Selector.MatchLabels))
            .Concat(manifests.OfKind<V1StatefulSet>().Select(statefulSet => statefulSet.Spec.Selector.MatchLabels));

        Assert.All(selectors, selector => Assert.Single(manifests.Pods.Values, pod => selector.All(pod.Metadata.Labels.Contains)));
    }
}

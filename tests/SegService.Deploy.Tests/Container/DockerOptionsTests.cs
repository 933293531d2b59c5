using k8s;
using k8s.Models;

namespace SegService.Deploy.Tests.Container;

public sealed class DockerOptionsTests
{
    private static readonly Dictionary<string, string> Claims = new() { ["data"] = "volume" };

    [Theory]
    [InlineData("terminationGracePeriodSeconds: 90", "--stop-timeout 90")]
    [InlineData("securityContext: {runAsNonRoot: true, runAsUser: 5, runAsGroup: 6, fsGroup: 7}", "--group-add 7 --user 5:6")]
    [InlineData("containers: [{securityContext: {readOnlyRootFilesystem: true}}]", "--read-only")]
    [InlineData("containers: [{securityContext: {readOnlyRootFilesystem: false}}]", "")]
    [InlineData("containers: [{securityContext: {allowPrivilegeEscalation: false}}]", "--security-opt no-new-privileges")]
    [InlineData("containers: [{securityContext: {privileged: false}}]", "")]
    [InlineData("containers: [{securityContext: {capabilities: {drop: [CHOWN, KILL]}}}]", "--cap-drop CHOWN --cap-drop KILL")]
    [InlineData("containers: [{env: [{name: A, value: b=c}], ports: [{containerPort: 80}]}]", "--env A=b=c --publish 127.0.0.1::80")]
    [InlineData("containers: [{resources: {limits: {cpu: 1500m, memory: 1Gi}}}]", "--cpu-period 100000 --cpu-quota 150000 --memory 1073741824")]
    [InlineData(
        "{securityContext: {fsGroup: 7}, volumes: [{name: own, emptyDir: {sizeLimit: 2Ki}}], containers: [{volumeMounts: [{name: own, mountPath: /own}]}]}",
        "--tmpfs /own:exec,mode=2777,gid=7,size=2048 --group-add 7")]
    [InlineData("containers: [{volumeMounts: [{name: data, mountPath: /data}]}]", "--mount type=volume,source=volume,target=/data,volume-nocopy")]
    public void What_is_set_becomes_an_option(string pod, string options)
    {
        var parsed = Parse(pod);
        parsed.SecurityContext ??= new V1PodSecurityContext();
        parsed.SecurityContext.SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" };

        Assert.Equal(options, string.Join(' ', DockerOptions.Of(parsed, Claims)));
    }

    [Fact]
    public void Docker_filters_system_calls_only_where_the_pod_asks_for_it() =>
        Assert.Equal(["--security-opt", "seccomp=unconfined"], DockerOptions.Of(Parse("securityContext: {}"), Claims));

    [Theory]
    [InlineData("hostNetwork: true", "HostNetwork")]
    [InlineData("automountServiceAccountToken: true", "AutomountServiceAccountToken")]
    [InlineData("securityContext: {supplementalGroups: [5]}", "SupplementalGroups")]
    [InlineData("securityContext: {sysctls: [{name: a, value: b}]}", "Sysctls")]
    [InlineData("securityContext: {runAsUser: 5}", "RunAsUser")]
    [InlineData("securityContext: {runAsNonRoot: true, runAsUser: 0, runAsGroup: 0}", "RunAsNonRoot")]
    [InlineData("securityContext: {seccompProfile: {type: Unconfined}}", "Type")]
    [InlineData("securityContext: {seccompProfile: {type: RuntimeDefault, localhostProfile: mine}}", "LocalhostProfile")]
    [InlineData("containers: [{securityContext: {runAsUser: 5}}]", "RunAsUser")]
    [InlineData("containers: [{securityContext: {privileged: true}}]", "Privileged")]
    [InlineData("containers: [{securityContext: {allowPrivilegeEscalation: true}}]", "AllowPrivilegeEscalation")]
    [InlineData("containers: [{securityContext: {procMount: Unmasked}}]", "ProcMount")]
    [InlineData("containers: [{securityContext: {capabilities: {add: [CHOWN]}}}]", "Add")]
    [InlineData("containers: [{args: [--health]}]", "Args")]
    [InlineData("containers: [{env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]}]", "Name")]
    [InlineData("containers: [{envFrom: [{secretRef: {name: keys}}]}]", "EnvFrom")]
    [InlineData("containers: [{resources: {limits: {nvidia.com/gpu: 1}}}]", "Limits")]
    [InlineData("containers: [{volumeMounts: [{name: data, mountPath: /data, readOnly: true}]}]", "ReadOnlyProperty")]
    [InlineData("{volumes: [{name: own, hostPath: {path: /}}], containers: [{volumeMounts: [{name: own, mountPath: /own}]}]}", "HostPath")]
    [InlineData("containers: [{name: a}, {name: b}]", "Containers")]
    public void What_is_not_known_is_an_error(string pod, string field)
    {
        var error = Assert.Throws<NotSupportedException>(() => DockerOptions.Of(Parse(pod), Claims));

        Assert.Contains($".{field} = ", error.Message, StringComparison.Ordinal);
    }

    private static V1PodSpec Parse(string pod) => KubernetesYaml.Deserialize<V1PodSpec>(pod, strict: true);
}

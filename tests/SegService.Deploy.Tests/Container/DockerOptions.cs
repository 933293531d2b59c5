using k8s.Models;

namespace SegService.Deploy.Tests.Container;

/// <summary>
/// What `docker run` has to be told so that a pod's container may do, and is given, what the kubelet would let it and give it: neither more
/// nor less. A field that is not known here is an error, so that none is left out in silence.
/// </summary>
internal static class DockerOptions
{
    private const int CpuPeriod = 100_000; // microseconds, as the kubelet has it

    private static readonly Dictionary<string, Func<decimal, IEnumerable<string>>> Limits = new()
    {
        // Not --cpus: more than the machine has is no error for the kubelet.
        ["cpu"] = cores => ["--cpu-period", $"{CpuPeriod}", "--cpu-quota", $"{cores * CpuPeriod:0}"],
        ["memory"] = bytes => ["--memory", $"{bytes:0}"],
    };

    private static readonly Rules<V1SeccompProfile> Seccomp = new()
    {
        [nameof(V1SeccompProfile.Type)] = s => s.Type == "RuntimeDefault" ? [] : null,
    };

    private static readonly Rules<V1Capabilities> Capabilities = new()
    {
        [nameof(V1Capabilities.Drop)] = c => c.Drop.SelectMany(capability => new[] { "--cap-drop", capability }),
    };

    private static readonly Rules<V1PodSecurityContext> PodSecurity = new()
    {
        [nameof(V1PodSecurityContext.RunAsNonRoot)] = c => c.RunAsNonRoot is true && c.RunAsUser is > 0 ? [] : null,
        [nameof(V1PodSecurityContext.RunAsUser)] = c => c.RunAsGroup is null ? null : ["--user", $"{c.RunAsUser}:{c.RunAsGroup}"],
        [nameof(V1PodSecurityContext.RunAsGroup)] = c => c.RunAsUser is null ? null : [],
        [nameof(V1PodSecurityContext.FsGroup)] = c => ["--group-add", $"{c.FsGroup}"], // and the volumes are the group's
        [nameof(V1PodSecurityContext.FsGroupChangePolicy)] = _ => [], // of volumes that are not new
        [nameof(V1PodSecurityContext.SeccompProfile)] = c => Seccomp.Apply(c.SeccompProfile),
    };

    private static readonly Rules<V1SecurityContext> Security = new()
    {
        [nameof(V1SecurityContext.AllowPrivilegeEscalation)] =
            c => c.AllowPrivilegeEscalation is false ? ["--security-opt", "no-new-privileges"] : null,
        [nameof(V1SecurityContext.Privileged)] = c => c.Privileged is false ? [] : null,
        [nameof(V1SecurityContext.ReadOnlyRootFilesystem)] = c => c.ReadOnlyRootFilesystem is true ? ["--read-only"] : [],
        [nameof(V1SecurityContext.Capabilities)] = c => Capabilities.Apply(c.Capabilities),
    };

    private static readonly Rules<V1ContainerPort> Port = new()
    {
        [nameof(V1ContainerPort.Name)] = _ => [],
        [nameof(V1ContainerPort.ContainerPort)] = p => ["--publish", $"127.0.0.1::{p.ContainerPort}"],
    };

    private static readonly Rules<V1EnvVar> Variable = new()
    {
        [nameof(V1EnvVar.Name)] = v => v.Value is null ? null : ["--env", $"{v.Name}={v.Value}"],
        [nameof(V1EnvVar.Value)] = _ => [],
    };

    private static readonly Rules<V1ResourceRequirements> Resources = new()
    {
        [nameof(V1ResourceRequirements.Requests)] = _ => [], // where it runs
        [nameof(V1ResourceRequirements.Limits)] =
            r => r.Limits.Keys.All(Limits.ContainsKey) ? r.Limits.SelectMany(limit => Limits[limit.Key](limit.Value.ToDecimal())) : null,
    };

    /// <param name="pod">With a single container.</param>
    /// <param name="claims">Docker's volume for each volume that is claimed, not the pod's own.</param>
    /// <returns>All but the name of the image.</returns>
    /// <exception cref="NotSupportedException">Something is set that is not known here.</exception>
    public static IReadOnlyList<string> Of(V1PodSpec pod, IReadOnlyDictionary<string, string> claims) =>
    [
        .. Pod(claims).Apply(pod),
        // Where no profile is named, Docker filters system calls and Kubernetes does not.
        .. pod.SecurityContext?.SeccompProfile is null ? new[] { "--security-opt", "seccomp=unconfined" } : [],
    ];

    private static Rules<V1PodSpec> Pod(IReadOnlyDictionary<string, string> claims) => new()
    {
        [nameof(V1PodSpec.Affinity)] = _ => [], // where it runs
        [nameof(V1PodSpec.ServiceAccountName)] = _ => [], // an account without a token
        [nameof(V1PodSpec.AutomountServiceAccountToken)] = p => p.AutomountServiceAccountToken is false ? [] : null,
        [nameof(V1PodSpec.EnableServiceLinks)] = p => p.EnableServiceLinks is false ? [] : null,
        [nameof(V1PodSpec.TerminationGracePeriodSeconds)] = p => ["--stop-timeout", $"{p.TerminationGracePeriodSeconds}"],
        [nameof(V1PodSpec.SecurityContext)] = p => PodSecurity.Apply(p.SecurityContext),
        [nameof(V1PodSpec.Containers)] = p => p.Containers is [var only] ? Container(p, claims).Apply(only) : null,
        [nameof(V1PodSpec.Volumes)] = _ => [], // where they are mounted
    };

    private static Rules<V1Container> Container(V1PodSpec pod, IReadOnlyDictionary<string, string> claims) => new()
    {
        [nameof(V1Container.Name)] = _ => [],
        [nameof(V1Container.Image)] = _ => [], // follows the options
        [nameof(V1Container.ImagePullPolicy)] = _ => ["--pull", "never"], // it is this checkout's
        [nameof(V1Container.SecurityContext)] = c => Security.Apply(c.SecurityContext),
        [nameof(V1Container.Ports)] = c => c.Ports.SelectMany(Port.Apply),
        [nameof(V1Container.Env)] = c => c.Env.SelectMany(Variable.Apply),
        [nameof(V1Container.StartupProbe)] = _ => ["--no-healthcheck"], // the image's: the kubelet goes by the probes alone
        [nameof(V1Container.LivenessProbe)] = _ => [],
        [nameof(V1Container.ReadinessProbe)] = _ => [],
        [nameof(V1Container.Resources)] = c => Resources.Apply(c.Resources),
        [nameof(V1Container.VolumeMounts)] = c => c.VolumeMounts.SelectMany(Mount(pod, claims).Apply),
    };

    private static Rules<V1VolumeMount> Mount(V1PodSpec pod, IReadOnlyDictionary<string, string> claims) => new()
    {
        [nameof(V1VolumeMount.Name)] = _ => [],
        [nameof(V1VolumeMount.MountPath)] = mount => claims.TryGetValue(mount.Name, out var volume)
            ? ["--mount", $"type=volume,source={volume},target={mount.MountPath},volume-nocopy"] // nothing of the image's
            : OwnVolume(mount.MountPath, pod.SecurityContext?.FsGroup ?? 0).Apply(pod.Volumes.Single(own => own.Name == mount.Name)),
    };

    private static Rules<V1Volume> OwnVolume(string path, long group) => new()
    {
        [nameof(V1Volume.Name)] = _ => [],
        [nameof(V1Volume.EmptyDir)] = volume => [.. EmptyDir(path, group).Apply(volume.EmptyDir)],
    };

    private static Rules<V1EmptyDirVolumeSource> EmptyDir(string path, long group) => new()
    {
        [nameof(V1EmptyDirVolumeSource.SizeLimit)] =
            folder => ["--tmpfs", $"{path}:exec,mode=2777,gid={group},size={folder.SizeLimit.ToDecimal():0}"],
    };
}

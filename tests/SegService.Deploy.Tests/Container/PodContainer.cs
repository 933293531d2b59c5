using k8s.Models;

namespace SegService.Deploy.Tests.Container;

/// <summary>The one container of a stateful set's pod, run by Docker as a cluster would run it. It goes with its volumes.</summary>
internal sealed class PodContainer : IAsyncDisposable
{
    private readonly string _name = Docker.NewName();
    private readonly V1Container _spec;
    private readonly Dictionary<string, HttpClient> _ports = [];
    private readonly Dictionary<string, string> _volumes;

    private PodContainer(V1StatefulSet set)
    {
        _spec = set.Spec.Template.Spec.Containers[0];
        _volumes = set.Spec.VolumeClaimTemplates.ToDictionary(claim => claim.Metadata.Name, claim => $"{_name}-{claim.Metadata.Name}");
    }

    public static async Task<PodContainer> RunAsync(V1StatefulSet set)
    {
        var container = new PodContainer(set);
        try
        {
            await container.StartAsync(set.Spec.Template.Spec);
            return container;
        }
        catch
        {
            await container.DisposeAsync();
            throw;
        }
    }

    /// <summary>Speaks to one of its ports, by the port's name.</summary>
    public HttpClient Http(string port) => _ports[port];

    /// <summary>What the kernel says of its first process.</summary>
    public async Task<ProcessFacts> ProcessAsync() => new(await Docker.RunAsync("inspect", "--format", "{{.State.Pid}}", _name));

    /// <summary>SIGTERM, and SIGKILL once its grace period is over.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        await Docker.RunAsync("stop", _name);
        return int.Parse(await Docker.RunAsync("inspect", "--format", "{{.State.ExitCode}}", _name));
    }

    /// <summary>Done once a probe has passed, asked as often as it says.</summary>
    public async Task PassAsync(V1Probe probe)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(probe.PeriodSeconds!.Value));
        for (var failures = 0; !await AnswersAsync(probe.HttpGet); await timer.WaitForNextTickAsync())
        {
            var hasEnded = await Docker.RunAsync("inspect", "--format", "{{.State.Running}}", _name) == "false";
            if (++failures < probe.FailureThreshold && !hasEnded)
                continue;
            var log = await Command.RunAsync("docker", ["logs", "--tail", "40", _name]);
            TestContext.Current.TestOutputHelper?.WriteLine(log.Output + log.Error);
            Assert.Fail($"{probe.HttpGet.Path} failed {failures} times; the container {(hasEnded ? "has ended" : "runs")}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _ports.Values)
            client.Dispose();
        await Docker.RunAsync("rm", "--force", _name);
        foreach (var volume in _volumes.Values)
            await Docker.RunAsync("volume", "rm", "--force", volume);
    }

    private async Task StartAsync(V1PodSpec pod)
    {
        if (pod.SecurityContext.FsGroup is { } group)
            await Task.WhenAll(_volumes.Values.Select(volume => GiveToGroupAsync(volume, group)));
        await Docker.RunAsync(["run", "--detach", "--name", _name, .. DockerOptions.Of(pod, _volumes), _spec.Image]);
        foreach (var port in _spec.Ports)
            _ports[port.Name] = Docker.Client(await Docker.RunAsync("port", _name, $"{port.ContainerPort}/tcp"));
    }

    /// <summary>A new volume is root's; the kubelet lets the pod's group write to it.</summary>
    private Task GiveToGroupAsync(string volume, long group) => Docker.RunAsync(
        "run", "--rm", "--user", "0:0", "--network", "none", "--mount", $"type=volume,source={volume},target=/volume,volume-nocopy",
        "--entrypoint", "sh", _spec.Image, "-c", $"chgrp {group} /volume && chmod 2775 /volume");

    private async Task<bool> AnswersAsync(V1HTTPGetAction get)
    {
        try
        {
            using var response = await _ports[get.Port.Value].GetAsync(get.Path, TestContext.Current.CancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException) // nobody listens yet
        {
            return false;
        }
    }
}

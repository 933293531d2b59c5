using System.Security.Cryptography;

namespace SegService.Deploy.Tests.Compose;

/// <summary>One of deploy/'s compose files, up under a name of its own on a free port; it goes with its volumes.</summary>
internal sealed class ComposeProject : IAsyncDisposable
{
    private readonly string[] _compose;

    private ComposeProject(params string[] compose) => _compose = compose;

    /// <summary>Speaks to the service that is published.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>Done once every container is healthy, or runs where it has no health check.</summary>
    /// <param name="file">The compose file.</param>
    /// <param name="published">Its service that answers from outside.</param>
    public static async Task<ComposeProject> UpAsync(string file, string published)
    {
        var (program, image) = (await ComposeTools.ProgramAsync(), await ComposeTools.ImageAsync());
        var name = $"segservice-test-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var project = new ComposeProject("PORT=0", $"SEGSERVICE_IMAGE={image}", program, "--file", file, "--project-name", name);
        try
        {
            await project.RunAsync("up", "--detach", "--wait", "--wait-timeout", "240", "--no-build", "--pull", "never");
            var address = await project.RunAsync("port", published, "8080");
            var patient = new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };
            project.Http = new HttpClient(patient) { BaseAddress = new Uri($"http://{address}"), Timeout = TimeSpan.FromMinutes(2) };
            return project;
        }
        catch
        {
            await project.DisposeAsync();
            throw;
        }
    }

    /// <summary>The ids of a service's containers that run.</summary>
    public async Task<string[]> ContainersAsync(string service) => (await RunAsync("ps", "--quiet", service)).Split('\n');

    public static Task<string> DockerAsync(params string[] arguments) => OutputAsync("docker", arguments);

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        await RunAsync("down", "--volumes", "--timeout", "20");
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        try
        {
            return await OutputAsync("env", [.. _compose, .. arguments]);
        }
        catch (Xunit.Sdk.XunitException) when (arguments[0] == "up")
        {
            TestContext.Current.TestOutputHelper?.WriteLine(await RunAsync("logs", "--no-color", "--tail", "40"));
            throw;
        }
    }

    private static async Task<string> OutputAsync(string program, IEnumerable<string> arguments)
    {
        var result = await Command.RunAsync(program, arguments);
        Assert.True(result.Succeeded, result.Error);
        return result.Output.Trim();
    }
}

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
        var (program, image) = (await ComposeTools.ProgramAsync(), await Docker.ImageAsync());
        var project = new ComposeProject("PORT=0", $"SEGSERVICE_IMAGE={image}", program, "--file", file, "--project-name", Docker.NewName());
        try
        {
            await project.RunAsync("up", "--detach", "--wait", "--wait-timeout", "240", "--no-build", "--pull", "never");
            project.Http = Docker.Client(await project.RunAsync("port", published, "8080"));
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

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        await RunAsync("down", "--volumes", "--timeout", "20");
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        try
        {
            return await Docker.OutputAsync("env", [.. _compose, .. arguments]);
        }
        catch (Xunit.Sdk.XunitException) when (arguments[0] == "up")
        {
            TestContext.Current.TestOutputHelper?.WriteLine(await RunAsync("logs", "--no-color", "--tail", "40"));
            throw;
        }
    }
}

namespace SegService.TestKit;

/// <summary>The Docker engine that container tests run on.</summary>
public static class DockerEngine
{
    private static readonly Lazy<Task<string?>> Connection = new(ConnectAsync);

    /// <summary>Null when an engine answers, else the reason. In CI, one is brought up first.</summary>
    public static Task<string?> WhyNotAsync() => Connection.Value;

    private static async Task<string?> ConnectAsync()
    {
        if (Repository.IsCi && await Command.RunAsync("bash", ["build/docker.sh"]) is { Succeeded: false, Error: var broken })
            return broken;

        try
        {
            var version = await Command.RunAsync("docker", ["version", "--format", "{{.Server.APIVersion}}"]);
            if (!version.Succeeded)
                return $"no Docker engine answers; build/docker.sh brings one up ({version.Error.Trim()})";

            // Testcontainers asks for the newest API it knows, and for a helper image that only a registry has.
            Environment.SetEnvironmentVariable("DOCKER_API_VERSION", version.Output.Trim());
            Environment.SetEnvironmentVariable("TESTCONTAINERS_RYUK_DISABLED", "true");
            return null;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return missing.Message;
        }
    }
}

namespace SegService.Deploy.Tests.Compose;

/// <summary>What it takes to run deploy/'s compose files. Each is made once, by the same scripts that people use.</summary>
internal static class ComposeTools
{
    public const string Embedded = "deploy/docker-compose.yml";
    public const string Nats = "deploy/docker-compose.nats.yml";

    private static readonly Lazy<Task<CommandResult>> Program = new(() => Command.RunAsync("bash", ["build/compose.sh"]));
    private static readonly Lazy<Task<CommandResult>> Image = new(() => Command.RunAsync("bash", ["build/image.sh"]));

    /// <summary>The path of Docker's compose program, version 2. It needs no engine to read a file.</summary>
    public static Task<string> ProgramAsync() => LastLineAsync(Program);

    /// <summary>The name of the image of this checkout, built by an engine that answers.</summary>
    public static async Task<string> ImageAsync()
    {
        Needs.Met(await DockerEngine.WhyNotAsync());
        return await LastLineAsync(Image);
    }

    private static async Task<string> LastLineAsync(Lazy<Task<CommandResult>> script)
    {
        var result = await script.Value;
        Needs.Met(result.Succeeded ? null : result.Error);
        return result.Output.TrimEnd().Split('\n')[^1];
    }
}

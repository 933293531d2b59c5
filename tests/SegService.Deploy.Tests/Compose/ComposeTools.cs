namespace SegService.Deploy.Tests.Compose;

/// <summary>What it takes to read and run deploy/'s compose files.</summary>
internal static class ComposeTools
{
    public const string Embedded = "deploy/docker-compose.yml";
    public const string Nats = "deploy/docker-compose.nats.yml";

    private static readonly Script Program = new("build/compose.sh");

    /// <summary>The path of Docker's compose program, version 2. It needs no engine to read a file.</summary>
    public static Task<string> ProgramAsync() => Program.LastLineAsync();
}

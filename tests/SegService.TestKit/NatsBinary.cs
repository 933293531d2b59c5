namespace SegService.TestKit;

/// <summary>The nats-server that tests run as child processes. In CI it is fetched; elsewhere it is used if it is there.</summary>
public static class NatsBinary
{
    private static readonly Lazy<Task<(string? Path, string? WhyNot)>> Found = new(FindAsync);

    public static Task<(string? Path, string? WhyNot)> FindOnceAsync() => Found.Value;

    private static async Task<(string?, string?)> FindAsync()
    {
        var cached = Repository.File("artifacts/tools/nats-server");
        if (File.Exists(cached))
            return (cached, null);
        if (!Repository.IsCi)
            return (null, "no nats-server; build/nats.sh fetches one");

        var fetched = await Command.RunAsync("bash", ["build/nats.sh"]);
        return fetched.Succeeded ? (fetched.Output.Trim(), null) : throw new InvalidOperationException(fetched.Error);
    }
}

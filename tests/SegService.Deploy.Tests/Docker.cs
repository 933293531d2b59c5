namespace SegService.Deploy.Tests;

internal static class Docker
{
    private static readonly Script Image = new("build/image.sh");

    /// <summary>The name of the image of this checkout, built by an engine that answers.</summary>
    public static async Task<string> ImageAsync()
    {
        Needs.Met(await DockerEngine.WhyNotAsync());
        return await Image.LastLineAsync();
    }

    public static Task<string> RunAsync(params IEnumerable<string> arguments) => OutputAsync("docker", arguments);

    /// <summary>What a program that must succeed prints.</summary>
    public static async Task<string> OutputAsync(string program, IEnumerable<string> arguments)
    {
        var result = await Command.RunAsync(program, arguments);
        Assert.True(result.Succeeded, result.Error);
        return result.Output.Trim();
    }

    /// <summary>A client of the service that a container publishes; the service has time to say that it wants a request's body.</summary>
    /// <param name="address">Host and port.</param>
    public static HttpClient Client(string address) => new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) })
    {
        BaseAddress = new Uri($"http://{address}"),
        Timeout = TimeSpan.FromMinutes(2),
    };

    /// <summary>For what a test makes: distinct in every run.</summary>
    public static string NewName() => $"segservice-test-{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4))}";
}

namespace SegService.Api.Health;

/// <summary>
/// The program as its own health check, for containers without curl: <c>SegService.Api --health http://localhost:8080/health/ready</c>
/// asks a running service and ends with 0 when it is healthy, else with 1 and the reason on standard error.
/// </summary>
internal static class HealthProbe
{
    private const string Option = "--health";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static bool IsAskedFor(string[] args) => args is [Option, _];

    public static async Task<int> RunAsync(string[] args)
    {
        using var client = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await client.GetAsync(new Uri(args[1]));
            answer.EnsureSuccessStatusCode();
            return 0;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or UriFormatException or NotSupportedException)
        {
            await Console.Error.WriteLineAsync($"{args[1]}: {failure.Message}");
            return 1;
        }
    }
}

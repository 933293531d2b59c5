using Microsoft.Extensions.Options;

namespace SegService.Api.Security;

/// <summary>Says at start-up what an operator may have forgotten.</summary>
internal sealed partial class SecurityNotice(IOptions<SecurityOptions> security, ILogger<SecurityNotice> logger) : IHostedService
{
    /// <summary>A random key shorter than this may be found by trying.</summary>
    private const int SafeLength = 32;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (security.Value.IsOpen)
            LogOpen($"{SecurityOptions.Section}:ApiKeys");
        foreach (var key in security.Value.ApiKeys.Where(key => key.Key?.Length is < SafeLength and > 0))
            LogShort(key.Name, SafeLength);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "No API key is configured ({Setting}): whoever reaches this service may use it")]
    private partial void LogOpen(string setting);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "The API key of {Name} has fewer than {SafeLength} characters and may be guessed; take a random one")]
    private partial void LogShort(string name, int safeLength);
}

using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using SegService.Jobs.Embedded;
using SegService.Pipeline;

namespace SegService.Api;

/// <summary>Why the service does not start, where that is for its operator to mend: told in words, without a stack trace.</summary>
internal static class StartFailure
{
    /// <summary>Null for everything else, which is a bug.</summary>
    public static string? Explain(Exception failure) => failure switch
    {
        OptionsValidationException invalid => $"The configuration is not valid:\n  {string.Join("\n  ", invalid.Failures)}",
        AggregateException several when several.InnerExceptions.All(inner => Explain(inner) is not null) =>
            string.Join('\n', several.InnerExceptions.Select(Explain)),
        UnusableConfigurationException => failure.Message,
        InvalidOperationException when failure.Source == typeof(ConfigurationBinder).Assembly.GetName().Name =>
            $"The configuration is not valid:\n  {failure.Message} {failure.InnerException?.Message}".TrimEnd(),
        InvalidOperationException when failure.Source == typeof(EmbeddedBackend).Assembly.GetName().Name => failure.Message, // the data directory
        IOException { InnerException: AddressInUseException } => failure.Message,
        _ => null,
    };
}

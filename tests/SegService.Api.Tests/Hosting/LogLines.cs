using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace SegService.Api.Tests.Hosting;

/// <summary>Everything the service logged, rendered, with the properties it carried.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    private readonly Channel<LogLine> _arriving = Channel.CreateUnbounded<LogLine>();

    public IReadOnlyList<LogLine> All => [.. _lines];

    public IEnumerable<LogLine> SinceStart => _lines.SkipWhile(line => !line.Message.StartsWith("Application started", StringComparison.Ordinal));

    /// <summary>The next line, from where the last call ended, that is wanted.</summary>
    public async Task<LogLine> NextAsync(Func<LogLine, bool> wanted, CancellationToken cancellationToken) =>
        await _arriving.Reader.ReadAllAsync(cancellationToken).FirstAsync(wanted, cancellationToken);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    private void Add(LogLine line)
    {
        _lines.Enqueue(line);
        _arriving.Writer.TryWrite(line);
    }

    public void Dispose()
    {
    }

    internal sealed record LogLine(string Category, LogLevel Level, string Message, IReadOnlyDictionary<string, object?> Properties, Exception? Exception)
    {
        public bool AnswersRequest => Category.StartsWith("Serilog", StringComparison.Ordinal) && Properties.ContainsKey("StatusCode");
    }

    private sealed class Logger(LogLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var properties = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
            lines.Add(new LogLine(category, logLevel, formatter(state, exception), properties.DistinctBy(pair => pair.Key).ToDictionary(), exception));
        }
    }
}

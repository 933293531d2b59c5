namespace SegService.Jobs.Calls;

/// <summary>Has a worker do something at once: nothing of it is kept, and it ends with the caller.</summary>
public interface IWorkerCalls
{
    /// <summary>The answer of one worker; another is asked where the first falls silent or stops.</summary>
    /// <param name="options">How; the handler's business.</param>
    /// <param name="content">What; must stay as it is until the answer.</param>
    /// <param name="cancellationToken">Calls the worker off.</param>
    /// <exception cref="NoWorkerException">None is there, none has room, or none lived to answer.</exception>
    Task<CallAnswer> CallAsync(string options, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}

/// <summary>What a worker does with a call. Run by several calls at once.</summary>
public interface ICallHandler
{
    /// <summary>Room for so many bytes, until disposed; null where there is none, so that another worker is asked.</summary>
    IDisposable? Admit(long length);

    /// <summary>Must stop soon after <paramref name="cancellationToken"/>. An exception counts as having fallen silent.</summary>
    Task<CallAnswer> AnswerAsync(string options, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}

/// <param name="Succeeded">Whether it is a result; else it is a failure that every worker would meet.</param>
/// <param name="Content">Either; its reader is the handler's business.</param>
public sealed record CallAnswer(bool Succeeded, ReadOnlyMemory<byte> Content);

/// <summary>No worker answered a call.</summary>
public sealed class NoWorkerException(string message, Exception? inner = null) : Exception(message, inner);

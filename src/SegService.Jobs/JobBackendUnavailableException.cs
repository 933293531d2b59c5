namespace SegService.Jobs;

/// <summary>The place where jobs are kept does not answer. What was asked for may still happen; asking again is safe.</summary>
public sealed class JobBackendUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

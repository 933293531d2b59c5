namespace SegService.Pipeline;

/// <summary>The service cannot start as it is configured; the message tells its operator why, in full.</summary>
public class UnusableConfigurationException(string message) : Exception(message);

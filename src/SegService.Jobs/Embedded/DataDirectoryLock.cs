namespace SegService.Jobs.Embedded;

/// <summary>Keeps a second process off a data directory. The system lets go of it when the process ends, however it ends.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream _file;

    /// <exception cref="InvalidOperationException">Another process has it, or it cannot be written.</exception>
    public DataDirectoryLock(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            _file = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InvalidOperationException($"The job data directory '{directory}' cannot be written: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException(
                $"The job data directory '{directory}' is in use by another process. Give each its own, or use the Nats backend.", e);
        }
    }

    public void Dispose() => _file.Dispose();
}

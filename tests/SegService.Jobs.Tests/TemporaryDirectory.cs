namespace SegService.Jobs.Tests;

internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("segservice-jobs-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

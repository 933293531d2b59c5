using System.Runtime.InteropServices;

namespace SegService.Jobs.Embedded;

/// <summary>
/// POSIX: a new or renamed file is only certain to be found after a power loss once its directory has been flushed too. .NET
/// cannot open a directory, hence the system calls. Windows' NTFS journals names by itself.
/// </summary>
internal static partial class DurableDirectory
{
    private const int ReadOnly = 0;

    /// <exception cref="IOException">The system refused.</exception>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;

        var descriptor = Open(directory, ReadOnly);
        if (descriptor < 0)
            throw Error(directory);
        var flushed = Fsync(descriptor);
        var error = Error(directory);
        _ = Close(descriptor);
        if (flushed != 0)
            throw error;
    }

    private static IOException Error(string directory) =>
        new($"Could not flush '{directory}': {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}

using System.Runtime.InteropServices;
using Perfolizer.Horology;

namespace SegService.Benchmarks.Stages;

/// <summary>
/// Processor time of this process and of the Python beside it, together, in nanoseconds (clock_gettime, POSIX): unlike time on the
/// wall, it does not grow with whatever else runs on the machine. The side that waits adds nothing.
/// </summary>
internal sealed partial class ProcessorClock : IClock
{
    private const int ThisProcess = 2; // CLOCK_PROCESS_CPUTIME_ID

    private readonly int _other;

    /// <param name="otherProcess">Its id.</param>
    public ProcessorClock(int otherProcess)
    {
        if (GetCpuClock(otherProcess, out _other) != 0)
            throw new InvalidOperationException($"There is no processor clock of process {otherProcess}.");
    }

    public string Title => "processor time";

    public bool IsAvailable => true;

    public Frequency Frequency => new(1e9);

    public long GetTimestamp() => Read(ThisProcess) + Read(_other);

    private static long Read(int clock)
    {
        if (GetTime(clock, out var time) != 0)
            throw new InvalidOperationException($"Clock {clock} cannot be read.");
        return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Time time);

    [LibraryImport("libc", EntryPoint = "clock_getcpuclockid")]
    private static partial int GetCpuClock(int process, out int clock);

    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}

using System.Runtime.InteropServices;

namespace SegService.Benchmarks.Figures;

/// <summary>Where something was measured: figures of different machines are not comparable.</summary>
/// <param name="Cpu">As the processor calls itself.</param>
/// <param name="Cores">That this process may use.</param>
/// <param name="Load">Mean number of running or waiting threads of the last minute, this benchmark's own included: what shared the cores.</param>
/// <param name="Runtime">.NET.</param>
internal sealed record Machine(string Cpu, int Cores, double Load, string Runtime)
{
    public static Machine This() => new(CpuName(), Environment.ProcessorCount, LoadAverage(), RuntimeInformation.FrameworkDescription);

    private static string CpuName() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown";

    private static double LoadAverage() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
}

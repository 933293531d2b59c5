using System.Globalization;

namespace SegService.Benchmarks.Load;

/// <summary>What Linux says of a process's memory (proc(5)), in bytes.</summary>
internal static class ProcessMemory
{
    /// <summary>Resident at most since it started.</summary>
    public static long Peak(int process) => Field($"/proc/{process}/status", "VmHWM:");

    /// <summary>Resident, of the process and all below it, shared pages divided among their holders.</summary>
    public static long Proportional(int process) =>
        Field($"/proc/{process}/smaps_rollup", "Pss:") + Children(process).Sum(Proportional);

    private static IEnumerable<int> Children(int process) => Directory.GetDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id > 0 && Parent(id) == process);

    /// <summary>The fourth field, the second after the name, which alone may hold spaces and ends with the last parenthesis; 0 where the process has gone.</summary>
    private static int Parent(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static long Field(string file, string name)
    {
        var line = File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}

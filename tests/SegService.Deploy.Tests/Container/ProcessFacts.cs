namespace SegService.Deploy.Tests.Container;

/// <summary>What the kernel says of a process. Asked from outside, so that nothing depends on what an image holds.</summary>
internal sealed class ProcessFacts
{
    private readonly Dictionary<string, string[]> _status;
    private readonly string[][] _mounts;

    /// <param name="id">As the machine knows it, not its container.</param>
    public ProcessFacts(string id)
    {
        _status = File.ReadLines($"/proc/{id}/status").Select(line => line.Split(':', 2))
            .ToDictionary(pair => pair[0], pair => pair[1].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        _mounts = [.. File.ReadLines($"/proc/{id}/mountinfo").Select(line => line.Split(' '))];
    }

    /// <summary>A line of its status (proc(5)): Uid has the real, effective, saved and file system's.</summary>
    public IReadOnlyList<string> this[string name] => _status[name];

    /// <summary>Whether it cannot write to what is mounted there, whoever it is.</summary>
    public bool IsReadOnly(string mountPoint) => _mounts.Last(fields => fields[4] == mountPoint)[5].Split(',').Contains("ro");
}

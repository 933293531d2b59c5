using System.Diagnostics;

namespace SegService.Benchmarks.Stages;

/// <summary>benchmarks/stages/reference.py in Debian's own Python, which has the packages.</summary>
internal sealed class PythonStages : IDisposable
{
    private readonly Process _process;

    /// <param name="folder">Its inputs.</param>
    public PythonStages(string folder) => _process = Process.Start(
        new ProcessStartInfo("/usr/bin/python3", [Path.Combine("benchmarks", "stages", "reference.py"), folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["OMP_NUM_THREADS"] = "1", ["OPENBLAS_NUM_THREADS"] = "1" },
        })!;

    public int ProcessId => _process.Id;

    public void Run(string stage, int scene) => Send($"{stage} {scene}");

    /// <summary>The bytes of the stage's last result.</summary>
    public byte[] Result(string stage, int scene)
    {
        var file = Path.GetTempFileName();
        try
        {
            Send($"save {stage} {scene} {file}");
            return File.ReadAllBytes(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Send(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        if (_process.StandardOutput.ReadLine() != "done")
            throw new InvalidOperationException($"reference.py failed at '{command}'.");
    }
}

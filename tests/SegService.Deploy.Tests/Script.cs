namespace SegService.Deploy.Tests;

/// <summary>One of build/'s scripts that make something and print its name: run once, and failed or skipped for where it cannot run.</summary>
internal sealed class Script(string path)
{
    private readonly Lazy<Task<CommandResult>> _run = new(() => Command.RunAsync("bash", [path]));

    public async Task<string> LastLineAsync()
    {
        var result = await _run.Value;
        Needs.Met(result.Succeeded ? null : result.Error);
        return result.Output.TrimEnd().Split('\n')[^1];
    }
}

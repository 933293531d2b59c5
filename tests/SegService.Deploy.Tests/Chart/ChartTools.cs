[assembly: AssemblyFixture(typeof(SegService.Deploy.Tests.Chart.ChartTools))]

namespace SegService.Deploy.Tests.Chart;

/// <summary>helm 3, helm 4, the custom resources' models and promtool, fetched once by build/kube-tools.sh.</summary>
public sealed class ChartTools : IAsyncLifetime
{
    private const string Folder = "artifacts/tools";
    private string? _missing;

    public async ValueTask InitializeAsync()
    {
        var fetched = await Command.RunAsync("bash", ["build/kube-tools.sh"]);
        _missing = fetched.Succeeded ? null : $"build/kube-tools.sh: {fetched.Error}";
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal async Task<CommandResult> HelmAsync(string version, IEnumerable<string> arguments, string input = "")
    {
        Require();
        return await Command.RunAsync(Repository.File($"{Folder}/{version}"), arguments, input);
    }

    internal async Task<CommandResult> CheckCustomResourcesAsync(string json)
    {
        Require();
        const string script = "tests/SegService.Deploy.Tests/CustomResources/check.mjs";
        return await Command.RunAsync("node", [script, Repository.File($"{Folder}/custom-resources")], json);
    }

    internal async Task<CommandResult> CheckRulesAsync(string file)
    {
        Require();
        return await Command.RunAsync(Repository.File($"{Folder}/promtool"), ["check", "rules", file]);
    }

    private void Require() => Needs.Met(_missing);
}

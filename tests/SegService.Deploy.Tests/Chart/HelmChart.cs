namespace SegService.Deploy.Tests.Chart;

/// <summary>The chart under test, and the sets of values it is rendered with.</summary>
internal static class HelmChart
{
    public const string Folder = "deploy/helm/segservice";

    /// <summary>Every file of values in the chart: its own tests' and the examples.</summary>
    public static readonly IReadOnlyList<string> ValueFiles =
    [
        .. Directory.GetFiles(Repository.File($"{Folder}/ci"), "*-values.yaml")
            .Concat(Directory.GetFiles(Repository.File(Folder), "values-*.yaml"))
            .Select(path => Path.GetRelativePath(Repository.File(Folder), path)).Order(StringComparer.Ordinal),
    ];

    public static readonly IReadOnlyList<string> HelmVersions = ["helm3", "helm4"];

    public static TheoryData<string, string> Matrix =>
        [.. from helm in HelmVersions from values in ValueFiles select (helm, values)];

    public static TheoryData<string> Values => [.. ValueFiles];

    public static async Task<Manifests> RenderAsync(ChartTools tools, string values, string helm = "helm3")
    {
        var rendered = await tools.HelmAsync(helm, ["template", "release", Folder, "--values", $"{Folder}/{values}"]);
        Assert.True(rendered.Succeeded, rendered.Error);
        return Manifests.Parse(rendered.Output);
    }
}

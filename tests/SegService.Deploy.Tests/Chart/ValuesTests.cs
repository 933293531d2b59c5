namespace SegService.Deploy.Tests.Chart;

public sealed class ValuesTests(ChartTools tools)
{
    private const string TableStart = "<!-- values -->\n";
    private const string TableEnd = "\n<!-- /values -->";

    public static TheoryData<string> Keys => [.. ChartValue.ReadAll().Select(value => value.Key)];

    /// <summary>No dead setting: some set of values uses it, and renders differently without it.</summary>
    [Theory, MemberData(nameof(Keys))]
    public async Task Every_setting_changes_what_is_rendered(string key)
    {
        var path = key.Split('.');
        var usedBy = HelmChart.ValueFiles.Select(Read).Where(values => YamlTree.Find(values, path) is not null).ToList();
        Assert.True(usedBy.Count > 0, $"No set of values uses {key}.");

        foreach (var values in usedBy)
        {
            var with = await TemplateAsync(YamlTree.ToJson(values));
            YamlTree.Remove(values, path);
            var without = await TemplateAsync(YamlTree.ToJson(values));
            if (!without.Succeeded || with.Output != without.Output)
                return;
        }

        Assert.Fail($"{key} changes nothing.");
    }

    [Theory]
    [InlineData("""{"replicas":2}""", "replicas")]
    [InlineData("""{"worker":{"gpus":1}}""", "gpus")]
    [InlineData("""{"image":{"tag":"latest"}}""", "tag")]
    [InlineData("""{"jobs":{"backend":"Redis"}}""", "backend")]
    [InlineData("""{"jobs":{"backend":"Nats"}}""", "nats")]
    [InlineData("""{"jobs":{"retention":"7d"}}""", "retention")]
    [InlineData("""{"inference":{"provider":"GPU"}}""", "provider")]
    [InlineData("""{"worker":{"resources":{"limits":null}}}""", "limits")]
    [InlineData("""{"worker":{"resources":{"limits":{"memory":null}}}}""", "memory")]
    [InlineData("""{"ingress":{"enabled":true}}""", "hosts")]
    [InlineData("""{"worker":{"autoscaling":{"imagesPerWorker":0}}}""", "imagesPerWorker")]
    [InlineData("""{"httpRoute":{"enabled":true}}""", "parentRefs")]
    public async Task Values_that_mean_nothing_are_refused(string values, string named)
    {
        foreach (var helm in HelmChart.HelmVersions)
        {
            var refused = await TemplateAsync(values, helm);

            Assert.False(refused.Succeeded, refused.Output);
            Assert.Contains(named, refused.Error, StringComparison.Ordinal);
        }
    }

    /// <summary>SEGSERVICE_UPDATE=1 writes the table instead of comparing it.</summary>
    [Fact]
    public async Task The_readme_lists_every_setting()
    {
        var file = Repository.File($"{HelmChart.Folder}/README.md");
        var readme = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var start = readme.IndexOf(TableStart, StringComparison.Ordinal) + TableStart.Length;
        var expected = readme[..start] + ChartValue.Table() + readme[readme.IndexOf(TableEnd, StringComparison.Ordinal)..];

        if (Environment.GetEnvironmentVariable("SEGSERVICE_UPDATE") == "1")
            await File.WriteAllTextAsync(file, expected, TestContext.Current.CancellationToken);
        else
            Assert.Equal(expected, readme);
    }

    private static YamlDotNet.RepresentationModel.YamlMappingNode Read(string values) =>
        YamlTree.Parse(File.ReadAllText(Repository.File($"{HelmChart.Folder}/{values}")));

    private Task<CommandResult> TemplateAsync(string values, string helm = "helm3") =>
        tools.HelmAsync(helm, ["template", "release", HelmChart.Folder, "--values", "-"], values);
}

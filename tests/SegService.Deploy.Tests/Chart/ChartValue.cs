using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace SegService.Deploy.Tests.Chart;

/// <summary>One documented setting of values.yaml.</summary>
/// <param name="Path">Keys from the top.</param>
/// <param name="Default">The default as one line of JSON.</param>
/// <param name="Description">Its <c># --</c> comment.</param>
internal sealed partial record ChartValue(IReadOnlyList<string> Path, string Default, string Description)
{
    public string Key => string.Join('.', Path);

    public static IReadOnlyList<ChartValue> ReadAll()
    {
        var text = File.ReadAllText(Repository.File($"{HelmChart.Folder}/values.yaml"));
        var defaults = YamlTree.Parse(text);
        var values = new List<ChartValue>();
        var path = new List<string>();
        foreach (Match match in DocumentedKey().Matches(text))
        {
            var depth = match.Groups["indent"].Length / 2;
            path.RemoveRange(Math.Min(depth, path.Count), Math.Max(0, path.Count - depth));
            path.Add(match.Groups["key"].Value);
            if (match.Groups["description"] is { Success: true } description)
                values.Add(new ChartValue([.. path], YamlTree.ToJson(YamlTree.Find(defaults, path)!), description.Value));
        }

        return values;
    }

    /// <summary>The README's table, as helm-docs lays it out.</summary>
    public static string Table() => string.Join('\n',
    [
        "| Key | Default | Description |",
        "| --- | --- | --- |",
        .. ReadAll().Select(value => $"| {value.Key} | `{value.Default}` | {value.Description} |"),
    ]);

    [GeneratedRegex(@"^(?:(?<margin> *)# -- (?<description>.+)\n)?(?<indent> *)(?<key>\w+):", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex DocumentedKey();
}

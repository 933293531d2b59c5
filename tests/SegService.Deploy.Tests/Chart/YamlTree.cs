using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SegService.Deploy.Tests.Chart;

/// <summary>Small steps on YAML documents that are mappings all the way down to what is looked for.</summary>
internal static class YamlTree
{
    public static YamlMappingNode Parse(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    public static YamlNode? Find(YamlNode tree, IEnumerable<string> path) => path.Aggregate((YamlNode?)tree, (node, key) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(key, out var child) ? child : null);

    /// <summary>Whether there was something to remove.</summary>
    public static bool Remove(YamlMappingNode tree, IReadOnlyList<string> path) =>
        Find(tree, path.SkipLast(1)) is YamlMappingNode parent && parent.Children.Remove(path[^1]);

    public static string ToJson(YamlNode node) => node switch
    {
        YamlMappingNode mapping => $"{{{string.Join(',', mapping.Select(pair => $"{ToJson(pair.Key)}:{ToJson(pair.Value)}"))}}}",
        YamlSequenceNode sequence => $"[{string.Join(',', sequence.Select(ToJson))}]",
        YamlScalarNode { Style: ScalarStyle.Plain, Value: var plain } when IsJsonLiteral(plain) => plain!,
        YamlScalarNode scalar => JsonSerializer.Serialize(scalar.Value),
        _ => throw new ArgumentException($"No JSON for {node}.", nameof(node)),
    };

    private static bool IsJsonLiteral(string? text) => text is "true" or "false" or "null" || long.TryParse(text, out _);
}

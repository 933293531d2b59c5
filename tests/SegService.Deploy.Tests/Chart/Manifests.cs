using System.Text.Json;
using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using YamlDotNet.Serialization;

namespace SegService.Deploy.Tests.Chart;

/// <summary>
/// Rendered objects: Kubernetes' own as the client's types (parsed strictly: an unknown field throws), custom resources as JSON.
/// </summary>
internal sealed partial record Manifests(IReadOnlyList<IKubernetesObject> Objects, IReadOnlyList<string> CustomResources)
{
    private static readonly string[] CustomGroups = ["gateway.networking.k8s.io", "keda.sh", "monitoring.coreos.com"];

    /// <summary>The pod template of every workload, by the workload's component label.</summary>
    public IReadOnlyDictionary<string, V1PodTemplateSpec> Pods { get; } = Objects
        .Select(found => found switch
        {
            V1Deployment deployment => deployment.Spec.Template,
            V1StatefulSet statefulSet => statefulSet.Spec.Template,
            _ => null,
        })
        .OfType<V1PodTemplateSpec>().ToDictionary(pod => pod.Metadata.Labels["app.kubernetes.io/component"]);

    public IEnumerable<T> OfKind<T>() => Objects.OfType<T>();

    public static Manifests Parse(string yaml)
    {
        var documents = Separator().Split(yaml).Where(document => !string.IsNullOrWhiteSpace(document)).ToList();
        return new Manifests(
            [.. documents.Where(document => !IsCustom(document)).SelectMany(document =>
                KubernetesYaml.LoadAllFromString(document, strict: true)).Cast<IKubernetesObject>()],
            [.. documents.Where(IsCustom).Select(ToJson)]);
    }

    private static bool IsCustom(string document) =>
        CustomGroups.Any(group => document.Contains($"\napiVersion: {group}/", StringComparison.Ordinal));

    private static string ToJson(string document)
    {
        var tree = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(document);
        var json = new SerializerBuilder().JsonCompatible().Build().Serialize(tree!);
        return JsonSerializer.Serialize(JsonDocument.Parse(json));
    }

    [GeneratedRegex("^---$", RegexOptions.Multiline)]
    private static partial Regex Separator();
}

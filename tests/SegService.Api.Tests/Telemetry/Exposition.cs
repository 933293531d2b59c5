using System.Globalization;
using System.Text.RegularExpressions;

namespace SegService.Api.Tests.Telemetry;

/// <summary>What <c>/metrics</c> answered, in Prometheus' text format.</summary>
internal sealed partial class Exposition(string text)
{
    /// <summary>Labels that every series of a kind has and that say nothing of ours.</summary>
    private static readonly string[] Technical = ["otel_scope_name", "le"];

    private readonly List<Match> _samples = Sample().Matches(text).ToList();

    /// <summary>Of all series: a histogram's end in _bucket, _sum and _count.</summary>
    public IReadOnlySet<string> Names => _samples.Select(sample => sample.Groups["name"].Value).ToHashSet();

    /// <summary>As Prometheus' type lines have them.</summary>
    public IReadOnlySet<string> Families => Type().Matches(text).Select(type => type.Groups["name"].Value).ToHashSet();

    /// <summary>Of any series.</summary>
    public IReadOnlySet<string> AllLabels => Label().Matches(text).Select(label => label.Groups["name"].Value).ToHashSet();

    public IReadOnlySet<string> Labels(string family) => _samples
        .Where(sample => sample.Groups["name"].Value is var name && (name == family || name.StartsWith(family + "_", StringComparison.Ordinal) && !Families.Contains(name)))
        .SelectMany(sample => Label().Matches(sample.Groups["labels"].Value)).Select(label => label.Groups["name"].Value).Except(Technical).ToHashSet();

    /// <summary>The sum over all series of the name with a label of that value.</summary>
    public double Value(string name, string label = "", string value = "") => _samples
        .Where(sample => sample.Groups["name"].Value == name && (label.Length == 0 || sample.Groups["labels"].Value.Contains($"{label}=\"{value}\"", StringComparison.Ordinal)))
        .Sum(sample => double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^(?<name>[a-z_][a-z0-9_]*)(\{(?<labels>[^}]*)\})? (?<value>\S+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Sample();

    [GeneratedRegex(@"^# TYPE (?<name>\S+) ", RegexOptions.Multiline)]
    private static partial Regex Type();

    [GeneratedRegex(@"(?<name>[a-z_]+)=""")]
    private static partial Regex Label();
}

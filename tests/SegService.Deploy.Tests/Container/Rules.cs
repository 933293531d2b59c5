using System.Text.Json;

namespace SegService.Deploy.Tests.Container;

/// <summary>By a field's name: the options of `docker run` that mean the same; none where Docker does so anyway, null where it cannot.</summary>
internal sealed class Rules<T> : Dictionary<string, Func<T, IEnumerable<string>?>>
{
    /// <summary>Options for whatever is set.</summary>
    /// <exception cref="NotSupportedException">A field is set that no rule is about, or to what its rule cannot do.</exception>
    public IReadOnlyList<string> Apply(T from)
    {
        var options = new List<string>();
        foreach (var field in typeof(T).GetProperties())
        {
            if (field.GetValue(from) is not { } value)
                continue;
            options.AddRange(this.GetValueOrDefault(field.Name)?.Invoke(from) ?? throw new NotSupportedException(
                $"No option of Docker is known for {typeof(T).Name}.{field.Name} = {JsonSerializer.Serialize(value)}."));
        }

        return options;
    }
}

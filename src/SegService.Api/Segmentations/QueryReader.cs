using System.Globalization;
using SegService.Api.Problems;
using SegService.Pipeline;

namespace SegService.Api.Segmentations;

/// <summary>Reads typed parameters and remembers the first that is wrong, so that the reading code stays a list.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    public Failure? Failure { get; private set; }

    /// <summary>A misspelt parameter that is silently ignored gives the wrong masks: it is an error instead.</summary>
    public void Allow(IReadOnlyList<QueryParameter> known)
    {
        foreach (var name in query.Keys.Where(name => known.All(parameter => !Same(parameter.Name, name))))
        {
            var nearest = NearestName.Find(name, known.Select(parameter => parameter.Name));
            var hint = nearest is null ? "" : $" Did you mean '{nearest}'?";
            Fail(name, $"There is no parameter '{Excerpt.Of(name)}'.{hint}", string.Join(", ", known.Select(parameter => parameter.Name)), null);
        }
    }

    public string? Text(QueryParameter parameter)
    {
        if (!query.TryGetValue(parameter.Name, out var values))
            return null;
        if (values is [{ Length: > 0 } value])
            return value;

        var detail = values.Count > 1 ? $"'{parameter.Name}' is given {values.Count} times." : $"'{parameter.Name}' is empty.";
        Fail(parameter.Name, detail, parameter.Limit, values.ToString());
        return null;
    }

    public double? Number(QueryParameter parameter)
    {
        if (Text(parameter) is not { } text || text == parameter.Word)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && InRange(parameter, number))
            return number;
        return Invalid<double>(parameter, text);
    }

    public int? Integer(QueryParameter parameter)
    {
        if (Text(parameter) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && InRange(parameter, number))
            return number;
        return Invalid<int>(parameter, text);
    }

    public bool? Flag(QueryParameter parameter)
    {
        if (Text(parameter) is not { } text)
            return null;
        return bool.TryParse(text, out var flag) ? flag : Invalid<bool>(parameter, text);
    }

    public void Fail(Failure? failure) => Failure ??= failure;

    private T? Invalid<T>(QueryParameter parameter, string text)
        where T : struct
    {
        Fail(parameter.Name, $"'{parameter.Name}' must be {parameter.Limit}.", parameter.Limit, text);
        return null;
    }

    private void Fail(string field, string detail, string limit, string? value) => Fail(new Failure(FailureKind.InvalidParameter, detail)
    {
        Field = Excerpt.Of(field), Limit = limit, Value = value is null ? null : Excerpt.Of(value),
    });

    private static bool InRange(QueryParameter parameter, double number) => number >= parameter.Minimum && number <= parameter.Maximum;

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}

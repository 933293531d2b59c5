using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using SegService.Api.Problems;
using SegService.Pipeline;
using SegService.Pipeline.Encoding;

namespace SegService.Api.Segmentations;

/// <summary>
/// Chooses the result's format: <c>format=</c> if given, else the Accept header by RFC 9110 section 12.5.1 (quality first, then
/// how exactly the format is named, then our order), else json.
/// </summary>
internal sealed class FormatNegotiation(IReadOnlyList<IResultEncoder> encoders)
{
    private const string Fallback = "json";

    private readonly IResultEncoder[] _encoders = [.. encoders.OrderBy(encoder => encoder.Format != Fallback)];

    public IReadOnlyList<IResultEncoder> Encoders => _encoders;

    public Outcome<IResultEncoder> Choose(string? format, StringValues accept)
    {
        if (format is not null)
            return Array.Find(_encoders, encoder => encoder.Format.Equals(format, StringComparison.OrdinalIgnoreCase)) is { } named ? Found(named) : Unknown(format);
        if (!MediaTypeHeaderValue.TryParseList(accept, out var ranges) || ranges.Count == 0)
            return Found(_encoders[0]);

        var best = _encoders.Where(encoder => encoder.Negotiable)
            .Select(encoder => (Encoder: encoder, Match: Match(encoder, ranges)))
            .Where(candidate => candidate.Match.Quality > 0)
            .OrderByDescending(candidate => candidate.Match)
            .FirstOrDefault().Encoder;
        return best is null ? NotAcceptable(accept) : Found(best);
    }

    /// <summary>The most exact range that names the format decides its quality.</summary>
    private static (double Quality, int Exactness) Match(IResultEncoder encoder, IEnumerable<MediaTypeHeaderValue> ranges)
    {
        var type = new MediaTypeHeaderValue(encoder.MediaType);
        return ranges.Where(type.IsSubsetOf)
            .Select(range => (Exactness: Exactness(range), Quality: range.Quality ?? 1))
            .OrderByDescending(match => match)
            .Select(match => (match.Quality, match.Exactness))
            .FirstOrDefault();
    }

    private static int Exactness(MediaTypeHeaderValue range) => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2;

    private static Outcome<IResultEncoder> Found(IResultEncoder encoder) => Outcome.Of(encoder);

    private Failure Unknown(string format)
    {
        var names = _encoders.Select(encoder => encoder.Format).ToArray();
        var hint = NearestName.Find(format, names) is { } nearest ? $" Did you mean '{nearest}'?" : "";
        return new Failure(FailureKind.InvalidParameter, $"There is no such format.{hint} The formats are: {string.Join(", ", names)}.")
        {
            Field = "format", Limit = string.Join(", ", names), Value = Excerpt.Of(format),
        };
    }

    private Failure NotAcceptable(StringValues accept)
    {
        var types = string.Join(", ", _encoders.Where(encoder => encoder.Negotiable).Select(encoder => $"{encoder.MediaType} ({encoder.Format})"));
        var text = accept.ToString();
        return new Failure(FailureKind.NotAcceptable, $"No format matches the Accept header. By Accept there are: {types}; format= names any format.")
        {
            Field = "Accept", Limit = types, Value = Excerpt.Of(text),
        };
    }
}

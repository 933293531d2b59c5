using OpenCvSharp;

namespace SegService.Pipeline.Decoding;

/// <summary>The ranges <see cref="RgbRenderer"/> scales a page by, found band by band.</summary>
internal sealed class RangeSurvey
{
    private readonly bool _together;
    private readonly IntensitySample[] _samples;
    private readonly IntensityRange[] _extremes;

    /// <param name="first">The first band.</param>
    /// <param name="height">Rows of the page.</param>
    public RangeSurvey(StoredPixels first, int height)
    {
        var (width, channels) = (first.Samples.Width, first.Samples.Channels());
        _together = first.IsRgb;
        _samples = [.. Enumerable.Range(0, _together ? 1 : channels).Select(_ => new IntensitySample(_together ? width * channels : width, height))];
        _extremes = [.. _samples.Select(_ => new IntensityRange(double.PositiveInfinity, double.NegativeInfinity))];
    }

    /// <summary>Adds the next band.</summary>
    public void Add(StoredPixels band)
    {
        for (var i = 0; i < _samples.Length; i++)
        {
            using var samples = _together ? band.Samples.Share() : band.Samples.ExtractChannel(i);
            _samples[i].Add(samples);
            var (low, high) = IntensityRange.Extremes(samples);
            _extremes[i] = new IntensityRange(Math.Min(low, _extremes[i].Low), Math.Max(high, _extremes[i].High));
        }
    }

    public IReadOnlyList<IntensityRange> Ranges() => [.. _samples.Select((sample, i) => sample.Range(() => _extremes[i]))];
}

using OpenCvSharp;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Measurement;

/// <summary>Adds up the intensities of all instances, channel by channel.</summary>
internal sealed class IntensitySums : IDisposable
{
    private readonly Mat _samples;
    private readonly Mat _row = new();
    private readonly int _channels;
    private readonly (double Sum, float Min, float Max)[] _sums;

    public IntensitySums(int instances, Mat samples)
    {
        (_samples, _channels) = (samples, samples.Channels());
        _sums = new (double, float, float)[instances * _channels];
        _sums.AsSpan().Fill((0, float.MaxValue, float.MinValue));
    }

    public void Add(int y, ReadOnlySpan<int> row)
    {
        if (!row.ContainsAnyExcept(0))
            return;
        // 32-bit floats hold all 8- and 16-bit values exactly.
        using (var samples = _samples.Row(y))
            samples.ConvertTo(_row, MatType.MakeType(MatType.CV_32F, _channels));
        using var flat = _row.Reshape(1);
        var values = flat.RowSpan<float>(0);
        foreach (var (label, start, end) in new LabelStretches(row))
        {
            var sums = _sums.AsSpan((label - 1) * _channels, _channels);
            for (var x = start; x < end; x++)
                Add(values.Slice(x * _channels, _channels), sums);
        }
    }

    public IReadOnlyList<ChannelIntensity> Of(int index, int area)
    {
        var channels = new ChannelIntensity[_channels];
        for (var c = 0; c < _channels; c++)
        {
            var (sum, min, max) = _sums[(index * _channels) + c];
            channels[c] = new ChannelIntensity(sum, sum / area, min, max);
        }

        return channels;
    }

    public void Dispose() => _row.Dispose();

    private static void Add(ReadOnlySpan<float> values, Span<(double Sum, float Min, float Max)> sums)
    {
        for (var c = 0; c < values.Length; c++)
            sums[c] = (sums[c].Sum + values[c], Math.Min(sums[c].Min, values[c]), Math.Max(sums[c].Max, values[c]));
    }
}

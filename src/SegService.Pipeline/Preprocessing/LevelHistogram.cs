using OpenCvSharp;

namespace SegService.Pipeline.Preprocessing;

/// <summary>How often each level 0..255 occurs in an 8-bit image, all channels together.</summary>
internal sealed class LevelHistogram
{
    private const int Levels = 256;

    /// <summary>A count that was just written cannot be read at once, and neighbours are mostly of one level: they count apart.</summary>
    private const int Lanes = 4;

    private readonly long[] _counts = new long[Levels];
    private readonly long _total;

    private LevelHistogram(ReadOnlySpan<long> lanes)
    {
        for (var i = 0; i < lanes.Length; i++)
            _counts[i % Levels] += lanes[i];
        _total = _counts.Sum();
    }

    /// <param name="image">CV_8U, any number of channels.</param>
    public static LevelHistogram Of(Mat image)
    {
        Span<long> lanes = stackalloc long[Lanes * Levels];
        lanes.Clear();
        var rows = image.Rows;
        for (var y = 0; y < rows; y++)
            Add(Samples(image, y), lanes);
        return new LevelHistogram(lanes);
    }

    /// <summary>Of the samples of both.</summary>
    public LevelHistogram Plus(LevelHistogram? other) => other is null ? this : new([.. _counts, .. other._counts]);

    /// <summary>Of the same image inverted.</summary>
    public LevelHistogram Inverted() => new([.. _counts.Reverse()]);

    /// <summary>The lowest level that this share of the samples does not exceed.</summary>
    public int Quantile(double share)
    {
        var wanted = share * _total;
        var seen = 0L;
        for (var level = 0; level < Levels; level++)
        {
            seen += _counts[level];
            if (seen >= wanted)
                return level;
        }

        return Levels - 1;
    }

    private static void Add(ReadOnlySpan<byte> samples, Span<long> lanes)
    {
        var x = 0;
        for (; x + Lanes <= samples.Length; x += Lanes)
        {
            lanes[samples[x]]++;
            lanes[Levels + samples[x + 1]]++;
            lanes[(2 * Levels) + samples[x + 2]]++;
            lanes[(3 * Levels) + samples[x + 3]]++;
        }

        for (; x < samples.Length; x++)
            lanes[samples[x]]++;
    }

    private static unsafe ReadOnlySpan<byte> Samples(Mat image, int y) =>
        new((void*)image.Ptr(y), image.Cols * image.Channels());
}

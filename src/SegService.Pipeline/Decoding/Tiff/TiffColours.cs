using OpenCvSharp;

namespace SegService.Pipeline.Decoding.Tiff;

/// <summary>Turns stored samples into the ones the pipeline works on: white is high, colours are red, green, blue, all finite.</summary>
internal static class TiffColours
{
    /// <summary>Takes the Mat over; returns it or its replacement.</summary>
    public static Mat Normalise(TiffPage page, Mat stored)
    {
        if (page.Photometric == TiffPhotometric.Palette)
        {
            using (stored)
                return LookUp(stored, Palette(page));
        }

        if (page.Photometric == TiffPhotometric.MinIsWhite)
            Cv2.BitwiseNot(stored, stored);
        if (stored.Depth() == MatType.CV_32F)
            MakeFinite(stored);
        return stored;
    }

    private static Vec3b[] Palette(TiffPage page)
    {
        var entries = 1 << page.Bits;
        var map = Enumerable.Range(0, 3 * entries).Select(i => page.Directory.Value(TiffTags.ColorMap, (long)i)).ToArray();
        // 16 bits by the specification; some writers store 8.
        var shift = map.Max() > 255 ? 8 : 0;
        return [.. Enumerable.Range(0, entries).Select(i =>
            new Vec3b((byte)(map[i] >> shift), (byte)(map[entries + i] >> shift), (byte)(map[(2 * entries) + i] >> shift)))];
    }

    private static Mat LookUp(Mat indices, Vec3b[] palette)
    {
        var colours = new Mat(indices.Size(), MatType.CV_8UC3);
        var height = indices.Height;
        for (var y = 0; y < height; y++)
        {
            var to = colours.RowSpan<Vec3b>(y);
            var from = indices.RowSpan<byte>(y);
            for (var x = 0; x < to.Length; x++)
                to[x] = palette[from[x]];
        }

        return colours;
    }

    // NaN and -infinity become the smallest finite value, +infinity the largest: dark and bright, without leaving the data's range.
    private static unsafe void MakeFinite(Mat samples)
    {
        if (Cv2.CheckRange(samples))
            return;
        var values = new FloatValues((float*)samples.DataPointer, samples.Total() * samples.Channels());
        var (low, high) = values.FiniteRange();
        values.ReplaceNonFinite(low, high);
    }

    private readonly unsafe struct FloatValues(float* values, long count)
    {
        public (float Low, float High) FiniteRange()
        {
            var (low, high) = (float.MaxValue, float.MinValue);
            for (var i = 0L; i < count; i++)
            {
                if (float.IsFinite(values[i]))
                    (low, high) = (Math.Min(low, values[i]), Math.Max(high, values[i]));
            }

            return low <= high ? (low, high) : (0, 0);
        }

        public void ReplaceNonFinite(float low, float high)
        {
            for (var i = 0L; i < count; i++)
            {
                if (!float.IsFinite(values[i]))
                    values[i] = float.IsPositiveInfinity(values[i]) ? high : low;
            }
        }
    }
}

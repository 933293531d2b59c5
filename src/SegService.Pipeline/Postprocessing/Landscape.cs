namespace SegService.Pipeline.Postprocessing;

/// <summary>The height seeds flood down from: marker (or, without one, nucleus) x (1 - border), in 256 levels.</summary>
internal static class Landscape
{
    /// <summary>Writes <paramref name="levels"/> and turns open pixels at or above the threshold into seeds.</summary>
    public static void Draw(SegmentationMaps maps, float seedThreshold, LabelPlane plane, Span<byte> levels)
    {
        var peaks = maps.Marker ?? maps.Nucleus;
        for (var y = 0; y < maps.Height; y++)
        {
            var start = y * maps.Width;
            var border = maps.Border is null ? default : maps.Border.AsSpan(start, maps.Width);
            DrawRow(peaks.AsSpan(start, maps.Width), border, seedThreshold, plane.Row(y), levels[plane.RowStart(y)..]);
        }
    }

    private static void DrawRow(ReadOnlySpan<float> peaks, ReadOnlySpan<float> border, float seedThreshold, Span<int> labels,
        Span<byte> levels)
    {
        for (var x = 0; x < labels.Length; x++)
        {
            if (labels[x] == LabelPlane.Background)
                continue;
            var height = border.IsEmpty ? peaks[x] : peaks[x] * (1 - border[x]);
            levels[x] = (byte)((Math.Clamp(height, 0, 1) * 255) + 0.5f);
            if (height >= seedThreshold)
                labels[x] = LabelPlane.Seed;
        }
    }
}

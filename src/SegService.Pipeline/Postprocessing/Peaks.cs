namespace SegService.Pipeline.Postprocessing;

/// <summary>Seeds at the summits of a landscape instead of everywhere above a threshold.</summary>
internal static class Peaks
{
    /// <summary>
    /// Open pixels that no open neighbour rises above become seeds. On a slope's terrace this marks pixels that are no summit; they begin
    /// basins that rise by nothing above where they meet the summit's.
    /// </summary>
    /// <param name="plane">Changed.</param>
    /// <param name="mask">The plane's open pixels.</param>
    /// <param name="levels">The landscape, laid out like the plane; anything outside the mask.</param>
    /// <param name="lowest">Level below which there are no seeds.</param>
    public static void Mark(LabelPlane plane, ConnectedRuns mask, ReadOnlySpan<byte> levels, int lowest)
    {
        var (labels, stride) = (plane.Labels, plane.Stride);
        foreach (ref readonly var run in mask.Runs)
        {
            var row = plane.RowStart(run.Row);
            for (var p = row + run.Start; p < row + run.End; p++)
            {
                var level = levels[p];
                if (level >= lowest && !Rises(labels[p + 1], levels[p + 1], level) && !Rises(labels[p - 1], levels[p - 1], level)
                    && !Rises(labels[p - stride], levels[p - stride], level) && !Rises(labels[p + stride], levels[p + stride], level))
                    labels[p] = LabelPlane.Seed;
            }
        }
    }

    private static bool Rises(int label, byte neighbour, byte level) => label is LabelPlane.Open or LabelPlane.Seed && neighbour > level;
}

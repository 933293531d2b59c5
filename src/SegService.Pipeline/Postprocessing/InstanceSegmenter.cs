using System.Numerics;
using SegService.Pipeline.Pooling;
using SegService.Pipeline.Postprocessing.Regions;

namespace SegService.Pipeline.Postprocessing;

/// <summary>
/// From probability maps to instances: threshold, seeds, watershed back to the mask, hole filling, clean-up. Linear in pixels,
/// whatever the number of instances; deterministic; instances are connected by edges (4-connectivity).
/// </summary>
public static class InstanceSegmenter
{
    /// <param name="maps">A network's planes. With a marker, seeds are the components of marker x (1 - border) at or above the
    /// seed threshold; with only a border, of nucleus x (1 - border); with neither, touching nuclei are split at their necks,
    /// see <see cref="NeckSplitter"/>.</param>
    /// <param name="thresholds">Where probabilities become instances.</param>
    /// <param name="regions">Where there is one, and maps with border and marker, seeds are the peaks of that product at or above the seed threshold,
    /// and which basins belong together is its choice.</param>
    /// <returns>Rented: the caller disposes it.</returns>
    public static LabelImage Segment(SegmentationMaps maps, PostprocessingThresholds thresholds, RegionModel? regions = null)
    {
        using var plane = new LabelPlane(maps.Width, maps.Height);
        var byRegions = regions is not null && maps.Border is not null && maps.Marker is not null;
        Flood(maps, thresholds, plane, byRegions ? levels => RegionSelector.Select(plane, levels, maps, regions!) : null);
        HoleFilling.Fill(plane);
        return InstanceFilter.Apply(plane, maps.Nucleus, thresholds);
    }

    /// <summary>Mask, seeds and watershed.</summary>
    /// <param name="maps">As above.</param>
    /// <param name="thresholds">As above.</param>
    /// <param name="plane">Every pixel of the mask gets a label, or none where its part of it is too small.</param>
    /// <param name="select">Where given, seeds are peaks, and this is called with the landscape when they are flooded.</param>
    internal static void Flood(SegmentationMaps maps, PostprocessingThresholds thresholds, LabelPlane plane, Action<byte[]>? select)
    {
        Mask(maps, thresholds, plane);
        if (maps.Marker is null && maps.Border is null)
            NeckSplitter.Split(plane, thresholds.SeedThreshold);
        else
            FloodFromSeeds(maps, thresholds, plane, select);
    }

    private static void Mask(SegmentationMaps maps, PostprocessingThresholds thresholds, LabelPlane plane)
    {
        var threshold = (float)thresholds.MaskThreshold;
        for (var y = 0; y < maps.Height; y++)
            MaskRow(maps.Nucleus.AsSpan(y * maps.Width, maps.Width), threshold, plane.Row(y));
    }

    /// <summary>A vector's comparison is all bits where it holds and none elsewhere: the values of open and background.</summary>
    private static void MaskRow(ReadOnlySpan<float> nucleus, float threshold, Span<int> labels)
    {
        var x = 0;
        for (; x + Vector<float>.Count <= labels.Length; x += Vector<float>.Count)
            Vector.GreaterThanOrEqual(new Vector<float>(nucleus[x..]), new Vector<float>(threshold)).CopyTo(labels[x..]);
        for (; x < labels.Length; x++)
            labels[x] = nucleus[x] >= threshold ? LabelPlane.Open : LabelPlane.Background;
    }

    private static void FloodFromSeeds(SegmentationMaps maps, PostprocessingThresholds thresholds, LabelPlane plane, Action<byte[]>? select)
    {
        using var parts = ConnectedRuns.Find(plane, LabelPlane.Open);
        var levels = Scratch<byte>.Pool.Rent(plane.Length);
        try
        {
            Landscape.Draw(maps, select is null ? (float)thresholds.SeedThreshold : float.PositiveInfinity, plane, levels);
            if (select is not null)
                Peaks.Mark(plane, parts, levels, (int)Math.Ceiling(thresholds.SeedThreshold * 255));
            Claim(plane, LabelPlane.Seed, minArea: 1);
            SeededWatershed.Flood(plane, levels, parts);
            ClaimSeedless(plane, thresholds.MinArea);
            select?.Invoke(levels);
        }
        finally
        {
            Scratch<byte>.Pool.Return(levels);
        }
    }

    /// <summary>What no seed reached is an instance of its own, or noise.</summary>
    private static void ClaimSeedless(LabelPlane plane, int minArea) => Claim(plane, LabelPlane.Open, minArea);

    private static void Claim(LabelPlane plane, int value, int minArea)
    {
        using var found = ConnectedRuns.Find(plane, value);
        var areas = found.Areas();
        var first = plane.AddLabels(found.Components);
        foreach (ref readonly var run in found.Runs)
        {
            var label = areas[run.Component] >= minArea ? first + run.Component : LabelPlane.Background;
            plane.Row(run.Row)[run.Start..run.End].Fill(label);
        }
    }
}

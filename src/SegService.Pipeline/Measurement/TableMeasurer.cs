using OpenCvSharp;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Measurement;

/// <summary>Measures form and intensities of all instances together in one pass over the rows.</summary>
public static class TableMeasurer
{
    /// <param name="labels">The instances.</param>
    /// <param name="instances">Their boxes and centroids, in the order of their ids.</param>
    /// <param name="samples">H x W, any number of channels, CV_8U, CV_16U or CV_32F.</param>
    public static IReadOnlyList<InstanceMeasurements> Measure(LabelImage labels, IReadOnlyList<Instance> instances, Mat samples)
    {
        var moments = new SecondMoments(instances);
        var borders = new BorderLengths(labels);
        var extents = new RowExtents(instances);
        using var intensities = new IntensitySums(instances.Count, samples);
        for (var y = 0; y < labels.Height; y++)
        {
            var row = labels.Row(y);
            moments.Add(y, row);
            borders.Add(y);
            extents.Add(y, row);
            intensities.Add(y, row);
        }

        return [.. instances.Select(Row)];

        InstanceMeasurements Row(Instance instance, int index) =>
            new(instance, Shape(instance, index), intensities.Of(index, instance.Area));

        InstanceShape Shape(Instance instance, int index) => new(
            borders.Length(index),
            Math.Sqrt(4 * instance.Area / Math.PI),
            moments.Eccentricity(index),
            (double)instance.Area / ConvexHull.Pixels(extents.Of(index)));
    }
}

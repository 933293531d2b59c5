using OpenCvSharp;
using SegService.Training.Targets;

namespace SegService.Training.Batches;

/// <summary>Draws crops as the network sees them: every input plane, then nucleus, border, marker and weight; one crop a row.</summary>
internal static class BatchSheet
{
    private const int WeightPlane = 3;

    /// <summary>Writes a PNG.</summary>
    public static void Save(Batch batch, int channels, int size, string path) =>
        PlanePicture.SaveRows([.. Enumerable.Range(0, batch.Size).Select(crop => Row(batch, crop, channels, size))], path);

    private static IReadOnlyList<Mat> Row(Batch batch, int crop, int channels, int size)
    {
        var pixels = size * size;
        var inputs = PlanePicture.Input(batch.Inputs.AsSpan(crop * channels * pixels, channels * pixels), channels, size, size);
        var targets = Enumerable.Range(0, TargetPlanes.Count).Select(plane => PlanePicture.Grey(
            batch.Targets.AsSpan(((crop * TargetPlanes.Count) + plane) * pixels, pixels), size, size, plane == WeightPlane ? 0.2 : 1, 0));
        return [.. inputs, .. targets];
    }
}

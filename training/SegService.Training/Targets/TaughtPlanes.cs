using OpenCvSharp;

namespace SegService.Training.Targets;

/// <summary>Targets half from the annotation, half from a teacher.</summary>
internal static class TaughtPlanes
{
    /// <summary>Nucleus, border, marker; the weight stays.</summary>
    private const int Count = 3;

    private const float Share = 0.5f;

    /// <param name="taught">S x S CV_8UC3, wider than the crop by <paramref name="margin"/> on each side.</param>
    /// <param name="margin">Pixels left out on each side.</param>
    /// <param name="planes">As <see cref="TargetPlanes.Fill"/> made them.</param>
    public static unsafe void Blend(Mat taught, int margin, Span<float> planes)
    {
        var size = taught.Cols - (2 * margin);
        for (var y = 0; y < size; y++)
        {
            var row = new ReadOnlySpan<Vec3b>((Vec3b*)taught.Ptr(y + margin) + margin, size);
            for (var plane = 0; plane < Count; plane++)
            {
                var targets = planes.Slice(((plane * size) + y) * size, size);
                for (var x = 0; x < size; x++)
                    targets[x] += Share * ((row[x][plane] / 255f) - targets[x]);
            }
        }
    }
}

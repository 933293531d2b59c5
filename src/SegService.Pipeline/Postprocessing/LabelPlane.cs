using SegService.Pipeline.Pooling;

namespace SegService.Pipeline.Postprocessing;

/// <summary>
/// Labels under construction: row-major with a frame of one pixel around the image, so that the four neighbours of pixel
/// <c>p</c> are <c>p ± 1</c> and <c>p ± Stride</c> without a bounds check. The buffer is pooled.
/// </summary>
internal sealed class LabelPlane : IDisposable
{
    public const int Background = 0;

    /// <summary>Foreground that no instance has claimed yet.</summary>
    public const int Open = -1;

    /// <summary>Foreground that starts an instance.</summary>
    public const int Seed = -2;

    private const int Frame = -3;

    public LabelPlane(int width, int height)
    {
        (Width, Height, Stride) = (width, height, width + 2);
        Length = checked(Stride * (height + 2));
        Labels = Scratch<int>.Pool.Rent(Length);
        DrawFrame();
    }

    public int Width { get; }

    public int Height { get; }

    public int Stride { get; }

    public int Length { get; }

    public int[] Labels { get; private set; }

    /// <summary>The highest label given out.</summary>
    public int Count { get; private set; }

    public int AddLabels(int number)
    {
        var first = Count + 1;
        Count += number;
        return first;
    }

    public int RowStart(int y) => ((y + 1) * Stride) + 1;

    public Span<int> Row(int y) => Labels.AsSpan(RowStart(y), Width);

    public void Dispose()
    {
        Scratch<int>.Pool.Return(Labels);
        Labels = [];
    }

    private void DrawFrame()
    {
        Labels.AsSpan(0, Stride).Fill(Frame);
        Labels.AsSpan(Length - Stride, Stride).Fill(Frame);
        for (var y = 0; y < Height; y++)
            Labels[RowStart(y) - 1] = Labels[RowStart(y) + Width] = Frame;
    }
}

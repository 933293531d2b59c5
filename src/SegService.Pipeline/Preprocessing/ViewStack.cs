using OpenCvSharp;

namespace SegService.Pipeline.Preprocessing;

/// <summary>The views of one model, in order: an image in, the network's input out. Stateless and thread-safe.</summary>
public sealed class ViewStack
{
    private readonly IReadOnlyList<View> _views;

    private ViewStack(IReadOnlyList<View> views) => _views = views;

    /// <summary>Planes of all views together.</summary>
    public int Channels => _views.Sum(view => view.Planes);

    /// <exception cref="ArgumentException">No views, or one of an unknown name: the bundle is of another version.</exception>
    public static ViewStack Create(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            throw new ArgumentException("A model has at least one view.", nameof(names));
        return new ViewStack([.. names.Select(Named)]);
    }

    /// <param name="rgb">H x W CV_8UC3, RGB order.</param>
    /// <param name="levels">Of the image this is a part of; null where it is the whole image.</param>
    /// <returns>Channels x H x W; the caller disposes it.</returns>
    public ModelInput Render(Mat rgb, ImageLevels? levels = null)
    {
        var input = new ModelInput(Channels, rgb.Rows, rgb.Cols);
        using var source = new ViewSource(rgb, levels);
        var channel = 0;
        foreach (var view in _views)
        {
            Render(view, source, input, channel);
            channel += view.Planes;
        }

        return input;
    }

    private static unsafe void Render(View view, ViewSource source, ModelInput input, int first)
    {
        using var memory = input.Data.Pin();
        var planes = new Mat[view.Planes];
        for (var i = 0; i < planes.Length; i++)
        {
            var start = (float*)memory.Pointer + ((long)(first + i) * input.Height * input.Width);
            planes[i] = Mat.FromPixelData(input.Height, input.Width, MatType.CV_32F, (nint)start);
        }

        view.Render(source, planes);
        foreach (var plane in planes)
            plane.Dispose();
    }

    private static View Named(string name) =>
        Views.All.FirstOrDefault(view => view.Name == name)
        ?? throw new ArgumentException($"No view '{name}': there are {string.Join(", ", Views.All.Select(view => view.Name))}.", nameof(name));
}

using OpenCvSharp;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;
using SegService.Training.Network;
using static TorchSharp.torch;

namespace SegService.Training.Calibration;

/// <summary>A network in the trainer's own framework on whole images, mirrored at their edges up to the size it needs.</summary>
internal sealed class MapPredictor(NucleusNet network, ViewStack views)
{
    /// <param name="rgb">H x W CV_8UC3, RGB order.</param>
    /// <param name="zoom">Applied before; the maps come back at the image's own size.</param>
    public SegmentationMaps Predict(Mat rgb, double zoom = 1)
    {
        using var zoomed = zoom == 1 ? null : Zoom.Resize(rgb, zoom);
        return Zoom.Resize(PredictAsIs(zoomed ?? rgb), rgb.Cols, rgb.Rows);
    }

    private SegmentationMaps PredictAsIs(Mat rgb)
    {
        var multiple = network.Shape.SizeMultiple;
        var (height, width) = (rgb.Rows, rgb.Cols);
        using var padded = rgb.CopyMakeBorder(0, Missing(height, multiple), 0, Missing(width, multiple), BorderTypes.Reflect101);
        using var input = views.Render(padded);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var image = tensor(input.Data.ToArray(), [1, input.Channels, input.Height, input.Width]);
        var maps = network.call(image).sigmoid()[0];
        return new SegmentationMaps(width, height, Plane(maps, 0, height, width), Plane(maps, 1, height, width), Plane(maps, 2, height, width));
    }

    private static int Missing(int length, int multiple) => (multiple - (length % multiple)) % multiple;

    private static float[] Plane(Tensor maps, int index, int height, int width) =>
        maps[index].narrow(0, 0, height).narrow(1, 0, width).contiguous().data<float>().ToArray();
}

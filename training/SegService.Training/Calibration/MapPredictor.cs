using OpenCvSharp;
using SegService.Pipeline;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;
using SegService.Pipeline.Systems;
using SegService.Training.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace SegService.Training.Calibration;

/// <summary>A network in the trainer's own framework on whole images, mirrored at their edges up to the size it needs.</summary>
internal sealed class MapPredictor(NucleusNet network, ViewStack views) : IMapPredictor
{
    /// <inheritdoc cref="PredictMaps"/>
    public SegmentationMaps Predict(Mat rgb, double zoom, bool tta)
    {
        using var zoomed = zoom == 1 ? rgb.Share() : Zoom.Resize(rgb, zoom);
        using var input = views.Render(zoomed);
        IMapPredictor predictor = tta ? new AugmentedPredictor(this) : this;
        var maps = predictor.PredictAsync(input, new StageTimings(TimeProvider.System), CancellationToken.None).GetAwaiter().GetResult();
        return Zoom.Resize(maps.TryGet(out var predicted, out var failure) ? predicted : throw new InvalidOperationException(failure.Detail), rgb.Cols, rgb.Rows);
    }

    public Task<Outcome<SegmentationMaps>> PredictAsync(ModelInput input, StageTimings timings, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var image = tensor(input.Data.ToArray(), [1, input.Channels, input.Height, input.Width]);
        var padding = new long[] { 0, Missing(input.Width), 0, Missing(input.Height) };
        var maps = network.call(nn.functional.pad(image, padding, PaddingModes.Reflect)).sigmoid()[0];
        return Task.FromResult<Outcome<SegmentationMaps>>(
            new SegmentationMaps(input.Width, input.Height, Plane(maps, 0, input), Plane(maps, 1, input), Plane(maps, 2, input)));
    }

    private int Missing(int length) => (network.Shape.SizeMultiple - (length % network.Shape.SizeMultiple)) % network.Shape.SizeMultiple;

    private static float[] Plane(Tensor maps, int index, ModelInput input) =>
        maps[index].narrow(0, 0, input.Height).narrow(1, 0, input.Width).contiguous().data<float>().ToArray();
}

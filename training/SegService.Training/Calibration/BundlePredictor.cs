using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;
using SegService.Pipeline;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;
using SegService.Pipeline.Systems;

namespace SegService.Training.Calibration;

/// <summary>A bundle's graph on whole images, mirrored at their edges up to the size it needs.</summary>
internal sealed class BundlePredictor : IMapPredictor, IDisposable
{
    private readonly ModelBundle _bundle;
    private readonly ViewStack _views;
    private readonly InferenceSession _session;

    public BundlePredictor(ModelBundle bundle, byte[] graph, int threads)
    {
        (_bundle, _views) = (bundle, ViewStack.Create(bundle.Input.Views));
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        _session = new InferenceSession(graph, options);
    }

    /// <inheritdoc cref="PredictMaps"/>
    public SegmentationMaps Predict(Mat rgb, double zoom, IReadOnlyList<SquareSymmetry> symmetries)
    {
        using var zoomed = zoom == 1 ? rgb.Share() : Zoom.Resize(rgb, zoom);
        using var input = _views.Render(zoomed);
        var maps = AugmentedPredictor.Over(this, symmetries).PredictAsync(input, new StageTimings(TimeProvider.System), CancellationToken.None).GetAwaiter().GetResult();
        return Zoom.Resize(maps.TryGet(out var predicted, out var failure) ? predicted : throw new InvalidOperationException(failure.Detail), rgb.Cols, rgb.Rows);
    }

    public Task<Outcome<SegmentationMaps>> PredictAsync(ModelInput input, StageTimings timings, CancellationToken cancellationToken)
    {
        var (width, height) = (Padded(input.Width), Padded(input.Height));
        var padded = new float[input.Channels * width * height];
        for (var channel = 0; channel < input.Channels; channel++)
            Pad(input, channel, padded.AsSpan(channel * width * height), width, height);

        using var image = OrtValue.CreateTensorValueFromMemory(padded, [1, input.Channels, height, width]);
        using var run = new RunOptions();
        using var outputs = _session.Run(run, _session.InputNames, [image], _session.OutputNames);
        var maps = outputs[0].GetTensorDataAsSpan<float>();
        return Task.FromResult<Outcome<SegmentationMaps>>(new SegmentationMaps(input.Width, input.Height,
            Plane(maps, MapKind.Nucleus, width, height, input)!, Plane(maps, MapKind.Border, width, height, input), Plane(maps, MapKind.Marker, width, height, input)));
    }

    public void Dispose() => _session.Dispose();

    private int Padded(int length) => (length + _bundle.Input.SizeMultiple - 1) / _bundle.Input.SizeMultiple * _bundle.Input.SizeMultiple;

    private static void Pad(ModelInput input, int channel, Span<float> to, int width, int height)
    {
        var plane = input.Data.Span.Slice(channel * input.Width * input.Height, input.Width * input.Height);
        for (var y = 0; y < height; y++)
        {
            var row = plane.Slice(Mirror(y, input.Height) * input.Width, input.Width);
            for (var x = 0; x < width; x++)
                to[(y * width) + x] = row[Mirror(x, input.Width)];
        }
    }

    private static int Mirror(int index, int length) => index < length ? index : Math.Max(0, (2 * length) - 2 - index);

    private float[]? Plane(ReadOnlySpan<float> maps, MapKind kind, int width, int height, ModelInput input)
    {
        var index = _bundle.Outputs.ToList().IndexOf(kind);
        if (index < 0)
            return null;
        var plane = new float[input.Width * input.Height];
        for (var y = 0; y < input.Height; y++)
            maps.Slice((((index * height) + y) * width), input.Width).CopyTo(plane.AsSpan(y * input.Width));
        return plane;
    }
}

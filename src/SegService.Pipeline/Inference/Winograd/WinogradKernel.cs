using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace SegService.Pipeline.Inference.Winograd;

/// <summary>
/// Runs networks of 3 x 3 convolutions on processors with AVX-512, faster than ONNX Runtime, which multiplies directly: see
/// <see cref="TileTransform"/>. Values differ from its by less than 1e-4.
/// </summary>
public sealed unsafe class WinogradKernel : IInferenceKernel
{
    private readonly NetworkPlan _plan;
    private readonly int _threads;
    private readonly bool _keep;
    private readonly ConcurrentBag<Workspace> _workspaces = [];

    private WinogradKernel(NetworkPlan plan, int threads, bool keep) => (_plan, _threads, _keep) = (plan, threads, keep);

    /// <summary>Whether this processor has what makes it faster than ONNX Runtime; it runs on others too.</summary>
    public static bool IsFast => Vector512.IsHardwareAccelerated;

    public int InputChannels => _plan.ImageChannels;

    public int OutputChannels => _plan.OutputChannels;

    /// <param name="graph">An ONNX model.</param>
    /// <param name="threads">Threads of one run.</param>
    /// <param name="keep">Whether working memory is kept for the next run.</param>
    /// <returns>Null where the graph is not of the kind that is run here.</returns>
    public static WinogradKernel? TryCreate(byte[] graph, int threads, bool keep) =>
        GraphReader.Read(graph) is { } plan ? new WinogradKernel(plan, threads, keep) : null;

    public void Run(int count, TileShape shape, Memory<float> input, Memory<float> output)
    {
        if (shape.Channels != InputChannels || shape.Height % _plan.SizeMultiple != 0 || shape.Width % _plan.SizeMultiple != 0)
            throw new ArgumentException($"A tile of {shape} is not {InputChannels} planes with sides that are multiples of {_plan.SizeMultiple}.", nameof(shape));
        var results = shape with { Channels = OutputChannels };
        var workspace = _workspaces.TryTake(out var kept) ? kept : new Workspace();
        try
        {
            workspace.Fit(_plan, shape.Height, shape.Width, _threads);
            for (var tile = 0; tile < count; tile++)
            {
                LoadImage(input.Span.Slice(tile * shape.Elements, shape.Elements), shape, workspace.Slots[0]);
                RunLayers(shape, workspace, output.Span.Slice(tile * results.Elements, results.Elements));
            }
        }
        finally
        {
            if (_keep)
                _workspaces.Add(workspace);
            else
                workspace.Dispose();
        }
    }

    public void Dispose()
    {
        while (_workspaces.TryTake(out var workspace))
            workspace.Dispose();
    }

    private void RunLayers(TileShape shape, Workspace workspace, Span<float> output)
    {
        fixed (float* planes = output)
        {
            foreach (var layer in _plan.Layers)
            {
                var call = Call(layer, shape, workspace, planes);
                var blocks = layer.Convolution.Blocks(call.Height, call.Width);
                if (_threads == 1)
                {
                    for (var block = 0; block < blocks; block++)
                        layer.Convolution.Run(call, block, workspace.Scratch(0));
                }
                else
                {
                    RunOnThreads(layer.Convolution, (nint)(&call), blocks, workspace);
                }
            }
        }

        if (_plan.Sigmoid)
            TensorPrimitives.Sigmoid(output, output);
    }

    private static LayerCall Call(Layer layer, TileShape shape, Workspace workspace, float* planes)
    {
        var call = new LayerCall
        {
            Target = layer.Target == NetworkPlan.None ? default : workspace.Slots[layer.Target],
            Residual = layer.Residual == NetworkPlan.None ? default : workspace.Slots[layer.Residual],
            Planes = planes,
            Height = shape.Height >> layer.Scale,
            Width = shape.Width >> layer.Scale,
            Relu = layer.Relu,
        };
        foreach (var source in layer.Sources)
            call.Add(workspace.Slots[source.Slot] with { Enlarged = source.Enlarged });
        return call;
    }

    /// <summary>Each thread takes every n-th block.</summary>
    private void RunOnThreads(Convolution convolution, nint call, int blocks, Workspace workspace) =>
        Parallel.For(0, Math.Min(_threads, blocks), thread =>
        {
            for (var block = thread; block < blocks; block += _threads)
                convolution.Run(*(LayerCall*)call, block, workspace.Scratch(thread));
        });

    /// <summary>Planes to pixels.</summary>
    private static void LoadImage(ReadOnlySpan<float> planes, TileShape shape, Activation image)
    {
        for (var y = 0; y < shape.Height; y++)
        {
            var row = image.Row(y);
            if (image.Channels > shape.Channels)
                new Span<float>(row, shape.Width * image.Channels).Clear();
            for (var channel = 0; channel < shape.Channels; channel++)
            {
                var plane = planes.Slice((channel * shape.Height + y) * shape.Width, shape.Width);
                for (var x = 0; x < plane.Length; x++)
                    row[x * image.Channels + channel] = plane[x];
            }
        }
    }
}

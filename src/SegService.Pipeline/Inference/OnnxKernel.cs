using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace SegService.Pipeline.Inference;

/// <summary>
/// A graph of one float32 input and one float32 output, N x C x H x W to N x K x H x W, in a session on one device. Results are
/// written straight into the caller's buffer.
/// </summary>
public sealed class OnnxKernel : IInferenceKernel
{
    private readonly InferenceSession _session;
    private readonly string[] _input;
    private readonly string[] _output;

    /// <exception cref="OnnxRuntimeException">The bytes are no graph this ONNX Runtime runs.</exception>
    /// <exception cref="NotSupportedException">The graph is not of that kind; the message says why.</exception>
    public OnnxKernel(byte[] graph, SessionOptions settings)
    {
        _session = new InferenceSession(graph, settings);
        try
        {
            (_input, InputChannels) = Only(_session.InputMetadata, "input");
            (_output, OutputChannels) = Only(_session.OutputMetadata, "output");
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    public int InputChannels { get; }

    public int OutputChannels { get; }

    public void Run(int count, TileShape shape, Memory<float> input, Memory<float> output)
    {
        using var tiles = Tensor(input, count, shape);
        using var maps = Tensor(output, count, shape with { Channels = OutputChannels });
        using var run = new RunOptions();
        _session.Run(run, _input, [tiles], _output, [maps]);
    }

    public void Dispose() => _session.Dispose();

    private static OrtValue Tensor(Memory<float> buffer, int count, TileShape shape) =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer[..checked(count * shape.Elements)],
            [count, shape.Channels, shape.Height, shape.Width]);

    private static (string[] Name, int Channels) Only(IReadOnlyDictionary<string, NodeMetadata> values, string kind)
    {
        if (values.Count != 1)
            throw new NotSupportedException($"The graph has {values.Count} {kind}s; one is expected.");
        var (name, value) = values.Single();
        if (!value.IsTensor || value.ElementDataType != TensorElementType.Float)
            throw new NotSupportedException($"The graph's {kind} is not a float32 tensor.");
        if (value.Dimensions is not [-1, > 0, -1, -1])
            throw new NotSupportedException($"The graph's {kind} has shape [{string.Join(", ", value.Dimensions)}]; batch, height and " +
                "width must be free (-1) and the number of planes fixed.");
        return ([name], value.Dimensions[1]);
    }
}

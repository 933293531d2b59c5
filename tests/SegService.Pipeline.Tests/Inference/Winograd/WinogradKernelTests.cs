using Microsoft.ML.OnnxRuntime;
using SegService.OnnxWriter;
using SegService.Pipeline.Inference;
using SegService.Pipeline.Inference.Winograd;
using SegService.TestKit;

namespace SegService.Pipeline.Tests.Inference.Winograd;

public sealed class WinogradKernelTests
{
    private static WinogradKernel Kernel(byte[] graph, int threads = 1) => WinogradKernel.TryCreate(graph, threads, keep: true)!;

    private static float[] Maps(IInferenceKernel kernel, TileShape shape, float[] tiles)
    {
        var count = tiles.Length / shape.Elements;
        var maps = new float[count * kernel.OutputChannels * shape.Pixels];
        Array.Fill(maps, float.NaN);
        kernel.Run(count, shape, tiles, maps);
        return maps;
    }

    private static float[] ByOnnxRuntime(byte[] graph, TileShape shape, float[] tiles)
    {
        using var settings = new SessionOptions();
        using var kernel = new OnnxKernel(graph, settings);
        return Maps(kernel, shape, tiles);
    }

    [Theory]
    [InlineData(1, 16, 4, 4)]
    [InlineData(3, 16, 20, 12)]
    [InlineData(3, 32, 64, 96)]
    [InlineData(5, 32, 28, 8)]
    [InlineData(5, 48, 36, 100)]
    [InlineData(6, 16, 16, 44)]
    [InlineData(17, 32, 12, 16)]
    public void It_computes_what_ONNX_Runtime_computes(int channels, int width, int height, int across)
    {
        var graph = RandomNetwork.Of(seed: channels + width, channels, width);
        var shape = new TileShape(channels, height, across);
        var tiles = Kernels.Noise(2 * shape.Elements);
        using var kernel = Kernel(graph);

        Tensors.AssertClose(ByOnnxRuntime(graph, shape, tiles), Maps(kernel, shape, tiles), 1e-4f);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(18, true)]
    public void A_network_gives_as_many_maps_as_it_has(int outputs, bool sigmoid)
    {
        var graph = RandomNetwork.Of(seed: 5, channels: 3, width: 16, outputs, sigmoid);
        var shape = new TileShape(3, 24, 32);
        using var kernel = Kernel(graph);

        Assert.Equal((3, outputs), (kernel.InputChannels, kernel.OutputChannels));
        Tensors.AssertClose(ByOnnxRuntime(graph, shape, Kernels.Noise(shape.Elements)), Maps(kernel, shape, Kernels.Noise(shape.Elements)), 1e-4f);
    }

    [Theory]
    [InlineData("unet", 3)]
    [InlineData("unet-extended", 5)]
    public void The_bundles_that_are_shipped_are_run_by_it(string model, int channels)
    {
        var graph = File.ReadAllBytes(Path.Combine(Repository.Root, "models", model, "model.onnx"));
        var shape = new TileShape(channels, 96, 64);
        using var kernel = Kernel(graph);

        Tensors.AssertClose(ByOnnxRuntime(graph, shape, Kernels.Noise(shape.Elements)), Maps(kernel, shape, Kernels.Noise(shape.Elements)), 1e-5f);
    }

    [Fact]
    public void What_was_computed_before_does_not_show()
    {
        var graph = RandomNetwork.Of(seed: 7, channels: 3, width: 32);
        using var used = Kernel(graph);
        foreach (var (height, width) in new[] { (64, 64), (20, 36), (8, 100), (64, 64), (12, 12) })
        {
            var shape = new TileShape(3, height, width);
            var tiles = Kernels.Noise(shape.Elements, height);
            using var fresh = Kernel(graph);
            Assert.Equal(Maps(fresh, shape, tiles), Maps(used, shape, tiles));
        }
    }

    [Fact]
    public void Threads_and_batches_change_nothing()
    {
        var graph = RandomNetwork.Of(seed: 11, channels: 5, width: 32);
        var shape = new TileShape(5, 68, 52);
        var tiles = Kernels.Noise(3 * shape.Elements);
        using var one = Kernel(graph);
        using var several = Kernel(graph, threads: 3);
        var alone = Enumerable.Range(0, 3).SelectMany(i => Maps(one, shape, tiles[(i * shape.Elements)..((i + 1) * shape.Elements)])).ToArray();

        Assert.Equal(alone, Maps(several, shape, tiles));
    }

    [Fact]
    public void Several_threads_may_run_one_kernel()
    {
        using var kernel = Kernel(RandomNetwork.Of(seed: 13, channels: 3, width: 16));
        var shape = new TileShape(3, 48, 48);
        var expected = Maps(kernel, shape, Kernels.Noise(shape.Elements));

        Parallel.For(0, 16, _ => Assert.Equal(expected, Maps(kernel, shape, Kernels.Noise(shape.Elements))));
    }

    [Fact]
    public void A_tile_that_the_network_cannot_halve_is_refused()
    {
        using var kernel = Kernel(RandomNetwork.Of(seed: 17, channels: 3, width: 16));
        var shape = new TileShape(3, 18, 16);

        Assert.Throws<ArgumentException>(() => kernel.Run(1, shape, new float[shape.Elements], new float[shape.Elements]));
    }

    public static TheoryData<string> Unusual => [.. Graphs.Keys];

    private static readonly Dictionary<string, Func<byte[]>> Graphs = new()
    {
        ["not a graph"] = () => [1, 2, 3],
        ["nothing"] = () => [],
        ["max pooling"] = () => RandomNetwork.Of((graph, image, network) => network.Convolution(graph.MaxPool(image, 1), 3, 3)),
        ["5 x 5"] = () => RandomNetwork.Of((graph, image, network) => network.Convolution(image, 3, 3, side: 5)),
        ["bilinear"] = () => RandomNetwork.Of((graph, image, network) =>
            network.Convolution(graph.UpsampleBilinear(network.Convolution(image, 3, 16, stride: 2), 2), 16, 3, side: 1)),
        ["four times"] = () => RandomNetwork.Of((graph, image, network) => network.Convolution(
            graph.UpsampleNearest(network.Convolution(network.Convolution(image, 3, 16, stride: 2), 16, 16, stride: 2), 4), 16, 3, side: 1)),
        ["odd channels"] = () => RandomNetwork.Of((graph, image, network) => network.Convolution(network.Convolution(image, 3, 20), 20, 3)),
        ["a product"] = () => RandomNetwork.Of((graph, image, network) =>
            network.Convolution(graph.Mul(network.Convolution(image, 3, 16), network.Convolution(image, 3, 16)), 16, 3)),
        ["two convolutions added"] = () => RandomNetwork.Of((graph, image, network) =>
            network.Convolution(graph.Add(network.Convolution(image, 3, 16), network.Convolution(image, 3, 16)), 16, 3)),
        ["smaller maps"] = () => RandomNetwork.Of((graph, image, network) => network.Convolution(image, 3, 3, stride: 2)),
        ["a sigmoid in the middle"] = () => RandomNetwork.Of((graph, image, network) =>
            network.Convolution(graph.Sigmoid(network.Convolution(image, 3, 16)), 16, 3)),
        ["sides that are fixed"] = () => RandomNetwork.Of((_, image, network) => network.Convolution(image, 3, 3), "batch", 3, 64, 64),
    };

    [Theory]
    [MemberData(nameof(Unusual))]
    public void Graphs_of_other_kinds_are_left_to_ONNX_Runtime(string kind) => Assert.Null(WinogradKernel.TryCreate(Graphs[kind](), 1, keep: true));
}

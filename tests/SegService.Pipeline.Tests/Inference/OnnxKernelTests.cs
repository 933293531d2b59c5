using SegService.OnnxWriter;
using SegService.Pipeline.Inference;
using SegService.Pipeline.Models;
using SegService.TestKit;

namespace SegService.Pipeline.Tests.Inference;

public sealed class OnnxKernelTests
{
    private static readonly TileShape Shape = new(3, 64, 96);
    private static readonly MapKind[] Heads = [MapKind.Nucleus, MapKind.Border, MapKind.Marker];

    private static IInferenceKernel Tiny(OnnxPrecision precision = OnnxPrecision.Float32) =>
        Assert.Single(Create(TinyModel.Graph().Bytes(precision), Heads).Value);

    private static Outcome<IReadOnlyList<IInferenceKernel>> Create(byte[] graph, params MapKind[] outputs) =>
        Kernels.Create(CpuKernel.OnnxRuntime, graph, outputs);

    [Fact]
    public void Each_tile_of_a_batch_gets_what_it_gets_alone()
    {
        const int count = 5;
        using var kernel = Tiny();
        var input = Kernels.Noise(count * Shape.Elements);
        var together = new float[count * Shape.Elements];
        kernel.Run(count, Shape, input, together);

        for (var i = 0; i < count; i++)
        {
            var alone = new float[Shape.Elements];
            kernel.Run(1, Shape, input.AsMemory(i * Shape.Elements, Shape.Elements), alone);
            for (var j = 0; j < alone.Length; j++)
                Assert.Equal(alone[j], together[(i * Shape.Elements) + j], 1e-6f);
        }
    }

    [Theory]
    [InlineData(OnnxPrecision.Float32, 1e-6)]
    [InlineData(OnnxPrecision.Float16, 1e-2)]
    public void The_tiny_model_computes_what_it_says(OnnxPrecision precision, double tolerance)
    {
        using var kernel = Tiny(precision);
        var output = new float[Shape.Elements];

        kernel.Run(1, Shape, Enumerable.Repeat(0.6f, Shape.Elements).ToArray(), output);

        Assert.All(output[..Shape.Pixels], nucleus => Assert.Equal(1 / (1 + Math.Exp(-12 * 0.1)), nucleus, tolerance));
        Assert.All(output[Shape.Pixels..(2 * Shape.Pixels)], border => Assert.Equal(0, border));
    }

    [Fact]
    public void Several_threads_may_run_one_kernel()
    {
        using var kernel = Tiny();
        var input = Kernels.Noise(Shape.Elements);
        var expected = new float[Shape.Elements];
        kernel.Run(1, Shape, input, expected);

        Parallel.For(0, 16, _ =>
        {
            var output = new float[Shape.Elements];
            kernel.Run(1, Shape, input, output);
            Assert.Equal(expected, output);
        });
    }

    [Fact]
    public void A_file_that_is_no_graph_is_refused() =>
        Assert.Contains("'tiny'", Create([1, 2, 3], Heads).Failure?.Detail);

    [Fact]
    public void A_graph_of_other_planes_than_the_bundle_names_is_refused() =>
        Assert.Contains("3 planes, but outputs names 1", Create(TinyModel.Graph().Bytes(), MapKind.Nucleus).Failure?.Detail);

    [Fact]
    public void A_graph_that_reads_other_planes_than_the_views_give_is_refused() =>
        Assert.Contains("reads 5 planes, but input.views gives 3", Create(TinyModel.Graph(channels: 5).Bytes(), Heads).Failure?.Detail);

    [Fact]
    public void A_graph_of_fixed_size_is_refused()
    {
        var graph = new OnnxGraph("fixed");
        graph.Output("y", graph.Input("x", 1, 3, 256, 256), 1, 3, 256, 256);

        Assert.Contains("[1, 3, 256, 256]", Create(graph.Bytes(), Heads).Failure?.Detail);
    }

    [Fact]
    public void A_graph_of_two_inputs_is_refused()
    {
        var graph = new OnnxGraph("two");
        var (x, z) = (graph.Input("x", "n", 3, "h", "w"), graph.Input("z", "n", 3, "h", "w"));
        graph.Output("y", graph.Add(x, z), "n", 3, "h", "w");

        Assert.Contains("2 inputs", Create(graph.Bytes(), Heads).Failure?.Detail);
    }
}

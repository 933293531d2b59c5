using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SegService.OnnxWriter;
using SegService.TestKit;
using SegService.Training.Data;
using SegService.Training.Export;
using SegService.Training.Models;
using SegService.Training.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace SegService.Training.Tests.Export;

public sealed class NetworkGraphTests
{
    [Theory]
    [InlineData("unet", 1, 64, 48)]
    [InlineData("unet", 3, 32, 32)]
    [InlineData("unet-extended", 2, 16, 80)]
    public void The_graph_computes_what_the_network_does_on_random_input(string model, int batch, int height, int width)
    {
        using var network = Shaken(ModelRecipe.Named(model).Shape);
        var channels = network.Shape.InputChannels;
        var input = Enumerable.Range(0, batch * channels * height * width).Select(i => MathF.Sin(i * 0.7f) * MathF.Cos(i * 0.013f)).ToArray();

        AssertEqual(network, input, [batch, channels, height, width], OnnxPrecision.Float32, 1e-4f);
    }

    [Fact]
    public void The_graph_computes_what_the_network_does_on_a_real_image()
    {
        Assert.SkipWhen(SharedData.Folder is null, SharedData.Missing);
        var recipe = ModelRecipe.Named("unet-extended");
        var image = TrainingSet.Load(SharedData.Folder!, row => row.ImageId.StartsWith("00071198", StringComparison.Ordinal)).Single();
        using var input = recipe.ViewStack.Render(image.Rgb);
        using var network = Shaken(recipe.Shape);

        AssertEqual(network, input.Data.ToArray(), [1, input.Channels, input.Height, input.Width], OnnxPrecision.Float32, 1e-4f);
    }

    [Fact]
    public void Half_precision_takes_half_the_bytes_and_stays_close()
    {
        using var network = Shaken(ModelRecipe.Named("unet").Shape);
        var input = Enumerable.Range(0, 3 * 32 * 32).Select(i => MathF.Sin(i * 0.7f)).ToArray();

        Assert.InRange(Save(network, OnnxPrecision.Float16).Length / (double)Save(network, OnnxPrecision.Float32).Length, 0.45, 0.55);
        AssertEqual(network, input, [1, 3, 32, 32], OnnxPrecision.Float16, 0.02f);
    }

    [Theory]
    [InlineData("unet")]
    [InlineData("unet-extended")]
    public void A_model_takes_at_most_16_megabytes(string model)
    {
        using var network = new NucleusNet(ModelRecipe.Named(model).Shape);
        Assert.InRange(Save(network, OnnxPrecision.Float32).Length, 1_000_000, 16_000_000);
    }

    private static void AssertEqual(NucleusNet network, float[] input, int[] shape, OnnxPrecision precision, float tolerance)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var expected = network.call(tensor(input, [.. shape.Select(size => (long)size)])).sigmoid().data<float>().ToArray();

        using var session = new InferenceSession(Save(network, precision));
        using var outputs = session.Run([NamedOnnxValue.CreateFromTensor("image", new DenseTensor<float>(input, shape))]);
        var maps = outputs.Single(output => output.Name == "maps").AsTensor<float>();

        Assert.Equal([shape[0], 3, shape[2], shape[3]], maps.Dimensions.ToArray());
        var difference = expected.Zip(maps, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(difference < tolerance, $"largest difference {difference}");
        Assert.True(expected.Max() - expected.Min() > 0.2, "a constant answer would prove nothing");
    }

    private static byte[] Save(NucleusNet network, OnnxPrecision precision)
    {
        using var stream = new MemoryStream();
        NetworkGraph.Of(network, "test").Save(stream, precision);
        return stream.ToArray();
    }

    /// <summary>Random weights and, as after training, batch-norm statistics other than 0 and 1.</summary>
    private static NucleusNet Shaken(NetworkShape shape)
    {
        manual_seed(5);
        var network = new NucleusNet(shape);
        using var noGradient = no_grad();
        foreach (var (name, buffer) in network.named_buffers())
        {
            if (name.EndsWith("running_mean", StringComparison.Ordinal))
                buffer.uniform_(-0.5, 0.5);
            if (name.EndsWith("running_var", StringComparison.Ordinal))
                buffer.uniform_(0.5, 2);
        }

        network.eval();
        return network;
    }
}

using SegService.Training.Export;
using SegService.Training.Models;
using SegService.Training.Network;
using SegService.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace SegService.Training.Tests.Runs;

public sealed class WarmStartTests
{
    private static readonly ModelRecipe Wide = new("wide", ["flat", "rgb"]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_begins_with_what_the_bundle_computes_and_measuring_statistics_does_not_change_it(bool settle)
    {
        using var source = Trained(Synthetic.Shape);
        using var state = Begun(source, Synthetic.Recipe, Synthetic.Recipe.Views, Synthetic.Shape);
        if (settle)
            WarmStart.Settle(state, Synthetic.Maker().Make(0, 8), Synthetic.CropSize);

        AssertSame(source, state.Network, image => image);
        Assert.Equal("tiny@1.0.0", state.From);
    }

    [Fact]
    public void Settled_batch_norms_have_the_statistics_of_the_crops_so_that_training_goes_on_from_there()
    {
        using var source = Trained(Synthetic.Shape);
        using var state = Begun(source, Synthetic.Recipe, Synthetic.Recipe.Views, Synthetic.Shape);
        var batch = Synthetic.Maker().Make(0, 8);
        WarmStart.Settle(state, batch, Synthetic.CropSize);

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var image = tensor(batch.Inputs, [batch.Size, 3, Synthetic.CropSize, Synthetic.CropSize]);
        state.Network.eval();
        var expected = state.Network.call(image).sigmoid();
        state.Network.train();
        Assert.True((state.Network.call(image).sigmoid() - expected).abs().max().item<float>() < 1e-2f);
    }

    [Fact]
    public void Planes_go_by_their_view_and_unknown_views_begin_without_influence()
    {
        using var source = Trained(Synthetic.Shape);
        using var state = Begun(source, Wide, Synthetic.Recipe.Views, new NetworkShape(Wide.ViewStack.Channels, [16, 16], 1));

        AssertSame(source, state.Network, image => cat([rand(2, 1, 32, 32), image], 1));
    }

    [Fact]
    public void A_network_of_another_shape_is_refused()
    {
        using var source = Trained(Synthetic.Shape);
        Assert.Throws<ArgumentException>(() => Begun(source, Synthetic.Recipe, Synthetic.Recipe.Views, new NetworkShape(3, [32, 16], 1)));
        Assert.Throws<ArgumentException>(() => Begun(source, Synthetic.Recipe, Synthetic.Recipe.Views, new NetworkShape(3, [16, 16, 16], 1)));
    }

    private static void AssertSame(NucleusNet expected, NucleusNet actual, Func<Tensor, Tensor> shown)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var image = rand(2, 3, 32, 32);
        actual.eval();
        var maps = expected.call(image).sigmoid();
        Assert.True((actual.call(shown(image)).sigmoid() - maps).abs().max().item<float>() < 1e-4f);
        Assert.True((maps.max() - maps.min()).item<float>() > 0.05f, "a constant answer would prove nothing");
    }

    private static TrainingState Begun(NucleusNet source, ModelRecipe recipe, IReadOnlyList<string> views, NetworkShape shape)
    {
        using var graph = new MemoryStream();
        NetworkGraph.Of(source, "source").Save(graph);
        var state = new TrainingState(shape, Synthetic.Options("", crops: 0) with { Seed = 7 }, CPU);
        WarmStart.Load(state, recipe, Synthetic.Bundle(views), graph.ToArray());
        return state;
    }

    /// <summary>With weights and statistics as they are after some training.</summary>
    private static NucleusNet Trained(NetworkShape shape)
    {
        manual_seed(3);
        var network = new NucleusNet(shape);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        network.train();
        for (var i = 0; i < 20; i++)
            network.call((rand(4, 3, 32, 32) * 2) - 1);
        network.eval();
        return network;
    }
}

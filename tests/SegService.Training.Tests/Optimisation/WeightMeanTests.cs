using SegService.Training.Network;
using SegService.Training.Optimisation;
using static TorchSharp.torch;

namespace SegService.Training.Tests.Optimisation;

public sealed class WeightMeanTests
{
    [Fact]
    public void Every_weight_and_statistic_is_the_mean_of_the_networks()
    {
        using var scope = NewDisposeScope();
        NucleusNet[] networks = [Filled(1), Filled(2), Filled(6)];

        var mean = WeightMean.Of(networks);

        Assert.All(Floats(mean), value => Assert.Equal(3, value.mean().item<float>(), 1e-5));
        Assert.All(Floats(networks[1]), value => Assert.Equal(2, value.mean().item<float>(), 1e-5));
    }

    [Fact]
    public void One_network_is_its_own_mean()
    {
        using var scope = NewDisposeScope();
        var network = new NucleusNet(Synthetic.Shape);
        var before = Floats(network).Select(value => value.sum().item<float>()).ToArray();

        Assert.Equal(before, Floats(WeightMean.Of([network])).Select(value => value.sum().item<float>()));
    }

    private static NucleusNet Filled(double value)
    {
        using var noGradient = no_grad();
        var network = new NucleusNet(Synthetic.Shape);
        foreach (var values in Floats(network))
            values.fill_(value);
        return network;
    }

    private static IEnumerable<Tensor> Floats(NucleusNet network) =>
        network.parameters().Concat(network.buffers()).Where(value => value.is_floating_point());
}

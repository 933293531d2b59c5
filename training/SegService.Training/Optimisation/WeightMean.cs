using SegService.Training.Network;
using static TorchSharp.torch;

namespace SegService.Training.Optimisation;

/// <summary>
/// The mean of several networks' weights and batch-norm statistics, for networks that were trained on from one and the same:
/// better than each, at the cost of one (Wortsman et al., "Model soups", ICML 2022).
/// </summary>
internal static class WeightMean
{
    /// <summary>Leaves the mean in the first of them.</summary>
    /// <param name="networks">Of one shape, at least one.</param>
    public static NucleusNet Of(IReadOnlyList<NucleusNet> networks)
    {
        using var noGradient = no_grad();
        var mean = networks[0];
        for (var i = 1; i < networks.Count; i++)
        {
            foreach (var (sum, value) in Values(mean).Zip(Values(networks[i])))
                sum.lerp_(value, 1.0 / (i + 1));
        }

        return mean;
    }

    /// <summary>Batch norm's count of its batches is an integer, and of no use any more.</summary>
    private static IEnumerable<Tensor> Values(NucleusNet network) =>
        network.parameters().Concat(network.buffers()).Where(value => value.is_floating_point());
}

using SegService.Training.Network;
using static TorchSharp.torch;

namespace SegService.Training.Optimisation;

/// <summary>
/// An exponential moving average of a network's weights and batch-norm statistics: what is validated and exported. Polyak and
/// Juditsky, 1992; the decay grows from nothing so that the random start is soon forgotten.
/// </summary>
internal sealed class WeightAverage(NucleusNet network, NucleusNet average)
{
    private const double Decay = 0.998;

    public NucleusNet Network => average;

    /// <param name="step">Steps made so far.</param>
    public void Update(long step)
    {
        using var noGradient = no_grad();
        var decay = Math.Min(Decay, (1.0 + step) / (10 + step));
        foreach (var (mean, value) in average.parameters().Zip(network.parameters()))
            mean.lerp_(value, 1 - decay);
        foreach (var (mean, value) in average.buffers().Zip(network.buffers()))
            Average(mean, value, decay);
    }

    /// <summary>Batch norm counts its batches in an integer, which is copied.</summary>
    private static void Average(Tensor mean, Tensor value, double decay)
    {
        if (mean.is_floating_point())
            mean.lerp_(value, 1 - decay);
        else
            mean.copy_(value);
    }
}

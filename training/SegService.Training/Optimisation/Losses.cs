using static TorchSharp.torch;

namespace SegService.Training.Optimisation;

/// <summary>How far the network's answer is from the targets, by head; all are scalars, smaller is better.</summary>
internal sealed record Losses(Tensor Nucleus, Tensor Border, Tensor Marker)
{
    /// <summary>Touching borders are well under a hundredth of all pixels.</summary>
    private const double BorderWeight = 5;

    public Tensor Total => Nucleus + Border + Marker;

    /// <param name="logits">N x 3 x S x S.</param>
    /// <param name="targets">N x 4 x S x S, see <see cref="Targets.TargetPlanes"/>.</param>
    public static Losses Of(Tensor logits, Tensor targets)
    {
        var (nucleus, border, marker) = (targets.select(1, 0), targets.select(1, 1), targets.select(1, 2));
        var weight = targets.select(1, 3);
        return new Losses(
            CrossEntropy(logits.select(1, 0), nucleus, weight) + Dice(logits.select(1, 0), nucleus),
            CrossEntropy(logits.select(1, 1), border, 1 + (border * (BorderWeight - 1))) + (0.5 * Dice(logits.select(1, 1), border)),
            CrossEntropy(logits.select(1, 2), marker, weight));
    }

    private static Tensor CrossEntropy(Tensor logits, Tensor target, Tensor weight) =>
        nn.functional.binary_cross_entropy_with_logits(logits, target, weight, nn.Reduction.Sum) / weight.sum();

    /// <summary>1 - Dice overlap of the whole batch: crops without nuclei do not unbalance it. Milletari et al., 3DV 2016.</summary>
    private static Tensor Dice(Tensor logits, Tensor target)
    {
        var probability = logits.sigmoid();
        return 1 - (((2 * (probability * target).sum()) + 1) / (probability.sum() + target.sum() + 1));
    }
}

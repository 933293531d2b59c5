using SegService.Training.Network;
using static TorchSharp.torch;

namespace SegService.Training.Export;

/// <summary>
/// A convolution with its batch norm folded in, as inference needs it: w' = w g / s and b' = b - m g / s, where m and s are the
/// running mean and deviation, g and b the learned gain and offset.
/// </summary>
/// <param name="Weights">Out x In x K x K.</param>
/// <param name="Bias">Out.</param>
/// <param name="Shape">Of the weights.</param>
internal sealed record FoldedConvolution(float[] Weights, float[] Bias, long[] Shape)
{
    public static FoldedConvolution Of(ConvUnit unit)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var norm = unit.Norm;
        var gain = norm.weight! / (norm.running_var! + norm.eps).sqrt();
        var weights = unit.Weight * gain.view(-1, 1, 1, 1);
        var bias = norm.bias! - (norm.running_mean! * gain);
        return new FoldedConvolution(Values(weights), Values(bias), unit.Weight.shape);
    }

    public static FoldedConvolution Of(TorchSharp.Modules.Conv2d convolution) =>
        new(Values(convolution.weight!), Values(convolution.bias!), convolution.weight!.shape);

    private static float[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().to(float32).contiguous().data<float>().ToArray();
    }
}

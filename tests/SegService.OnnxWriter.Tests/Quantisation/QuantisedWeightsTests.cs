using SegService.OnnxWriter.Quantisation;
using SegService.TestKit;

namespace SegService.OnnxWriter.Tests.Quantisation;

public sealed class QuantisedWeightsTests
{
    private const float InputStep = 0.02f;

    [Theory]
    [InlineData(1)]
    [InlineData(0.001)]
    [InlineData(1000)]
    public void Weights_and_bias_come_back_within_half_a_step(float size)
    {
        float[] weights = [.. RuntimeOracle.Noise(4 * 27, 1).Select((value, i) => value * size * (1 + (i / 27)))];
        float[] bias = [.. RuntimeOracle.Noise(4, 2).Select(value => value * size)];

        var stored = QuantisedWeights.Of(weights, bias, InputStep);

        Tensors.AssertClose(weights, [.. stored.Codes.Select((code, i) => code * stored.Steps[i / 27])], stored.Steps.Max() * 0.501f);
        Tensors.AssertClose(bias, [.. stored.Bias.Select((code, i) => code * stored.Steps[i] * InputStep)], stored.Steps.Max() * InputStep * 0.501f);
    }

    [Fact]
    public void Each_filter_uses_all_codes_whatever_the_others_size()
    {
        var stored = QuantisedWeights.Of([0.001f, -0.0005f, 100, 50], [0, 0], InputStep);

        Assert.Equal([127, -64, 127, 64], stored.Codes.Select(code => (int)code));
    }

    [Fact]
    public void A_filter_of_almost_nothing_keeps_its_bias()
    {
        var stored = QuantisedWeights.Of([0, 0, 1e-20f, 0], [3, -2], InputStep);

        Assert.Equal(3, stored.Bias[0] * stored.Steps[0] * InputStep, 1e-4);
        Assert.Equal(-2, stored.Bias[1] * stored.Steps[1] * InputStep, 1e-4);
    }

    [Fact]
    public void A_filter_of_nothing_stays_nothing() => Assert.Equal([0, 0], QuantisedWeights.Of([0, 0], [0], InputStep).Codes.Select(code => (int)code));
}

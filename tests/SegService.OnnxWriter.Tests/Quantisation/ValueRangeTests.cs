using SegService.OnnxWriter.Quantisation;

namespace SegService.OnnxWriter.Tests.Quantisation;

public sealed class ValueRangeTests
{
    [Theory]
    [InlineData(0, 6)]
    [InlineData(-3, 1)]
    [InlineData(-8, 0)]
    [InlineData(2, 5)]
    [InlineData(-7, -2)]
    [InlineData(0, 0)]
    public void Zero_has_a_code_of_its_own_and_both_ends_come_back_within_a_step(float low, float high)
    {
        var range = new ValueRange(low, high);

        Assert.Equal(0, Restored(range, 0));
        Assert.InRange(Restored(range, low), low - range.Step, low + range.Step);
        Assert.InRange(Restored(range, high), high - range.Step, high + range.Step);
    }

    [Fact]
    public void What_a_ReLU_leaves_begins_at_code_0() => Assert.Equal(0, new ValueRange(0, 4).ZeroPoint);

    [Fact]
    public void Two_ranges_together_hold_both() => Assert.Equal(new ValueRange(-2, 5), new ValueRange(-2, 1).And(new ValueRange(0, 5)));

    /// <summary>As QuantizeLinear and DequantizeLinear define it.</summary>
    private static float Restored(ValueRange range, float value) =>
        (Math.Clamp(MathF.Round(value / range.Step) + range.ZeroPoint, 0, 255) - range.ZeroPoint) * range.Step;
}

using static TorchSharp.torch;

namespace SegService.Training.Network;

/// <summary>Doubles the image, joins the encoder's features of that size, and refines them.</summary>
internal sealed class DecoderLevel : nn.Module
{
    private readonly ConvUnit lateral;
    private readonly ConvUnit reduce;
    private readonly ResidualBlock block;

    public DecoderLevel(int below, int channels)
        : base(nameof(DecoderLevel))
    {
        lateral = new ConvUnit(below, channels, kernel: 1);
        reduce = new ConvUnit(2 * channels, channels);
        block = new ResidualBlock(channels);
        RegisterComponents();
    }

    /// <summary>1x1, before the doubling: a quarter of the work it would be after it.</summary>
    public ConvUnit Lateral => lateral;

    public ConvUnit Reduce => reduce;

    public ResidualBlock Block => block;

    public static Tensor Double(Tensor x) => nn.functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest);

    public Tensor Merge(Tensor below, Tensor skip) =>
        block.call(reduce.call(cat([Double(lateral.call(below)), skip], 1)));
}

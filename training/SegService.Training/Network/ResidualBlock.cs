using static TorchSharp.torch;

namespace SegService.Training.Network;

/// <summary>Two 3x3 convolutions around which the input passes unchanged. He et al., CVPR 2016.</summary>
internal sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly ConvUnit first;
    private readonly ConvUnit second;

    public ResidualBlock(int channels)
        : base(nameof(ResidualBlock))
    {
        first = new ConvUnit(channels, channels);
        second = new ConvUnit(channels, channels, relu: false);
        RegisterComponents();
    }

    public ConvUnit First => first;

    public ConvUnit Second => second;

    public IReadOnlyList<ConvUnit> Units => [first, second];

    public override Tensor forward(Tensor x) => nn.functional.relu(second.call(first.call(x)) + x);
}

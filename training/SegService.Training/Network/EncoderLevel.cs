using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SegService.Training.Network;

/// <summary>Halves the image by a strided convolution, then residual blocks.</summary>
internal sealed class EncoderLevel : nn.Module<Tensor, Tensor>
{
    private readonly ConvUnit down;
    private readonly ModuleList<ResidualBlock> blocks = new();

    public EncoderLevel(int from, int to, int count)
        : base(nameof(EncoderLevel))
    {
        down = new ConvUnit(from, to, stride: 2);
        for (var i = 0; i < count; i++)
            blocks.Add(new ResidualBlock(to));
        RegisterComponents();
    }

    public ConvUnit Down => down;

    public IReadOnlyList<ResidualBlock> Blocks => [.. blocks];

    public override Tensor forward(Tensor x)
    {
        x = down.call(x);
        foreach (var block in blocks)
            x = block.call(x);
        return x;
    }
}

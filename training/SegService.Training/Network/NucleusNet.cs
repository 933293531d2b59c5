using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SegService.Training.Network;

/// <summary>
/// A residual U-Net (Ronneberger et al., MICCAI 2015) that spends its time at half resolution and below: the stem halves the
/// image, and a shallow full-resolution path joins the last step up, because a boundary one pixel off costs more than any other
/// fault. Input N x C x H x W, output N x 3 x H x W logits (nucleus, border, marker).
/// </summary>
internal sealed class NucleusNet : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<EncoderLevel> encoder = new();
    private readonly ModuleList<DecoderLevel> decoder = new();
    private readonly ConvUnit detail;
    private readonly ConvUnit fuse;
    private readonly Conv2d head;

    public NucleusNet(NetworkShape shape)
        : base(nameof(NucleusNet))
    {
        Shape = shape;
        for (var level = 0; level < shape.Levels; level++)
            encoder.Add(new EncoderLevel(level == 0 ? shape.InputChannels : shape.Channels[level - 1], shape.Channels[level], shape.Blocks));
        for (var level = shape.Levels - 2; level >= 0; level--)
            decoder.Add(new DecoderLevel(shape.Channels[level + 1], shape.Channels[level]));
        detail = new ConvUnit(shape.InputChannels, shape.Detail);
        fuse = new ConvUnit(shape.Channels[0] + shape.Detail, shape.Detail);
        head = nn.Conv2d(shape.Detail, NetworkShape.Outputs.Count, 1);
        RegisterComponents();
    }

    public NetworkShape Shape { get; }

    public IReadOnlyList<EncoderLevel> Encoder => [.. encoder];

    public IReadOnlyList<DecoderLevel> Decoder => [.. decoder];

    public ConvUnit Detail => detail;

    public ConvUnit Fuse => fuse;

    public Conv2d Head => head;

    /// <summary>All but the head, in the order in which an image passes them.</summary>
    public IReadOnlyList<ConvUnit> Units =>
    [
        .. Encoder.SelectMany(level => level.Blocks.SelectMany(block => block.Units).Prepend(level.Down)),
        .. Decoder.SelectMany(level => level.Block.Units.Prepend(level.Reduce).Prepend(level.Lateral)),
        detail,
        fuse,
    ];

    /// <summary>The units that see the image itself.</summary>
    public IReadOnlyList<ConvUnit> Entrances => [encoder[0].Down, detail];

    public override Tensor forward(Tensor image)
    {
        var skips = new Stack<Tensor>();
        image = ChannelsLast(image);
        var x = image;
        foreach (var level in encoder)
            skips.Push(x = level.call(x));

        skips.Pop();
        foreach (var level in decoder)
            x = level.Merge(x, skips.Pop());

        x = fuse.call(cat([DecoderLevel.Double(x), detail.call(image)], 1));
        return Head1x1(x.to(float32));
    }

    /// <summary>The same values with an image's channels side by side in memory, as the convolutions want them: they, and all that follows
    /// them, keep that order, and nothing is turned over in between. A third faster than planes.</summary>
    private static Tensor ChannelsLast(Tensor x) => x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    /// <summary>As a matrix product: three channels are no whole block of a convolution, see <see cref="NetworkShape"/>.</summary>
    private Tensor Head1x1(Tensor x)
    {
        var maps = matmul(x.permute(0, 2, 3, 1), head.weight!.flatten(1).t()) + head.bias!;
        return maps.permute(0, 3, 1, 2).contiguous();
    }
}

namespace SegService.Training.Network;

/// <summary>
/// The size of a <see cref="NucleusNet"/>. Inner channel counts are multiples of 16, the block in which libtorch's convolutions
/// (oneDNN with AVX-512) work: others cost as much as the next multiple, and on some processors the padding holds garbage
/// that ends up in the result.
/// </summary>
internal sealed record NetworkShape
{
    /// <summary>Nucleus, border, marker.</summary>
    public static readonly IReadOnlyList<string> Outputs = ["nucleus", "border", "marker"];

    private const int Block = 16;

    private static readonly IReadOnlyList<int> Standard = [32, 48, 96, 192];

    /// <param name="inputChannels">Planes of all views.</param>
    /// <param name="channels">At half resolution, at a quarter and so on down; null is the standard size.</param>
    /// <param name="blocks">Residual blocks of each encoder level.</param>
    /// <param name="detail">Channels of the full-resolution path.</param>
    /// <exception cref="ArgumentException">A channel count is no multiple of 16.</exception>
    public NetworkShape(int inputChannels, IReadOnlyList<int>? channels = null, int blocks = 2, int detail = Block)
    {
        (InputChannels, Channels, Blocks, Detail) = (inputChannels, channels ?? Standard, blocks, detail);
        if (Channels.Append(Detail).Any(count => count <= 0 || count % Block != 0))
            throw new ArgumentException($"Channels must be multiples of {Block}.", nameof(channels));
    }

    public int InputChannels { get; }

    public IReadOnlyList<int> Channels { get; }

    public int Blocks { get; }

    public int Detail { get; }

    /// <summary>Levels below full resolution.</summary>
    public int Levels => Channels.Count;

    /// <summary>The input's sides are multiples of this.</summary>
    public int SizeMultiple => 1 << Levels;
}

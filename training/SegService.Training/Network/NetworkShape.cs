namespace SegService.Training.Network;

/// <summary>The size of a <see cref="NucleusNet"/>.</summary>
/// <param name="InputChannels">Planes of all views.</param>
/// <param name="Width">Channels at half resolution; each further level has twice as many.</param>
/// <param name="Levels">Levels below full resolution: the input's sides are multiples of 2 to this power.</param>
/// <param name="Blocks">Residual blocks of each encoder level.</param>
/// <param name="Detail">Channels of the full-resolution path.</param>
internal sealed record NetworkShape(int InputChannels, int Width = 24, int Levels = 4, int Blocks = 2, int Detail = 12)
{
    /// <summary>Nucleus, border, marker.</summary>
    public static readonly IReadOnlyList<string> Outputs = ["nucleus", "border", "marker"];

    public int SizeMultiple => 1 << Levels;

    public int ChannelsAt(int level) => Width << level;
}

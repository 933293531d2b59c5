namespace SegService.Pipeline.Inference;

/// <summary>Shape of a tile as a network takes it. Tiles of one shape may share a batch.</summary>
public readonly record struct TileShape(int Channels, int Height, int Width)
{
    public int Pixels => Height * Width;

    public int Elements => checked(Channels * Height * Width);

    public override string ToString() => $"{Channels} x {Height} x {Width}";
}

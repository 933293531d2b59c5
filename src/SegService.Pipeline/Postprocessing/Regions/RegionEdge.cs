namespace SegService.Pipeline.Postprocessing.Regions;

/// <summary>What two neighbouring regions share.</summary>
internal record struct RegionEdge
{
    /// <summary>Pixel edges.</summary>
    public int Length { get; set; }

    /// <summary>Highest level at which a path crosses from one to the other, 0..255.</summary>
    public int Saddle { get; set; }

    /// <summary>Sum over the pixel edges of the larger border probability of their two sides.</summary>
    public double Border { get; set; }

    public void Add(int saddle, double border)
    {
        Length++;
        Saddle = Math.Max(Saddle, saddle);
        Border += border;
    }

    public void Add(in RegionEdge other)
    {
        Length += other.Length;
        Saddle = Math.Max(Saddle, other.Saddle);
        Border += other.Border;
    }
}

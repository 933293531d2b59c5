namespace SegService.Pipeline.Postprocessing.Regions;

/// <summary>Sums over the pixels of a region: those of a union are the sums of its parts', so a tree of regions costs one pass over the pixels.</summary>
internal record struct Region
{
    public double Area { get; set; }

    /// <summary>Of the nucleus probability, and of its square.</summary>
    public double Nucleus { get; set; }

    public double NucleusSquared { get; set; }

    public double Border { get; set; }

    /// <summary>Highest level of the landscape, 0..255.</summary>
    public int Peak { get; set; }

    /// <summary>Of coordinates, for the moments of second order.</summary>
    public double X { get; set; }

    public double Y { get; set; }

    public double XX { get; set; }

    public double YY { get; set; }

    public double XY { get; set; }

    /// <summary>Pixel edges of the outline, whatever is beyond them.</summary>
    public double Outline { get; set; }

    /// <summary>Those of them that face background, with the sums of the nucleus probability on both sides.</summary>
    public double Free { get; set; }

    public double FreeInside { get; set; }

    public double FreeOutside { get; set; }

    /// <summary>Of both; what they share is still part of the outline.</summary>
    public void Add(in Region other)
    {
        Area += other.Area;
        Nucleus += other.Nucleus;
        NucleusSquared += other.NucleusSquared;
        Border += other.Border;
        Peak = Math.Max(Peak, other.Peak);
        X += other.X;
        Y += other.Y;
        XX += other.XX;
        YY += other.YY;
        XY += other.XY;
        Outline += other.Outline;
        Free += other.Free;
        FreeInside += other.FreeInside;
        FreeOutside += other.FreeOutside;
    }
}

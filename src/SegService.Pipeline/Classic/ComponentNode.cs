using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Classic;

/// <summary>A connected component of the signal above one level, and what its brighter parts would make of it.</summary>
/// <param name="Parent">Index of the component one level lower that contains it; -1 on the lowest level.</param>
internal record struct ComponentNode(int Parent)
{
    private double _x;
    private double _y;
    private double _xx;
    private double _yy;
    private double _xy;
    private double _partsQuality;
    private double _partsWeight;

    public double Area { get; private set; }

    /// <summary>Whether it makes a better nucleus than its brighter parts do.</summary>
    public bool Chosen { get; private set; }

    /// <summary>Whether a component around it is chosen.</summary>
    public bool Covered { get; set; }

    /// <summary>Adds a run's moments in closed form.</summary>
    public void Add(in Run run)
    {
        double length = run.Length, first = run.Start, last = run.End - 1, y = run.Row;
        var sum = (first + last) * length / 2;
        Area += length;
        _x += sum;
        _y += y * length;
        _xx += ((last * (last + 1) * ((2 * last) + 1)) - ((first - 1) * first * ((2 * first) - 1))) / 6;
        _yy += y * y * length;
        _xy += y * sum;
    }

    /// <summary>Compares this component with its parts; returns the better side's quality and its weight for the parent.</summary>
    /// <param name="maxArea">Larger components are never a nucleus.</param>
    /// <param name="margin">By how much parts must be better, so that texture does not break a nucleus up.</param>
    public (double Quality, double Weight) Choose(double maxArea, double margin)
    {
        var quality = Area > maxArea ? 0 : Ellipticity();
        var parts = _partsWeight > 0 ? _partsQuality / _partsWeight : 0;
        Chosen = quality > 0 && quality + margin >= parts;
        return Chosen ? (quality, Math.Sqrt(Area)) : (parts, _partsWeight);
    }

    public void AddPart(double quality, double weight)
    {
        _partsQuality += quality * weight;
        _partsWeight += weight;
    }

    /// <summary>Area over that of the ellipse with the same second moments: 1 for ellipses, less the more ragged or pinched.</summary>
    private readonly double Ellipticity()
    {
        const double PixelVariance = 1.0 / 12;
        var (x, y) = (_x / Area, _y / Area);
        var (xx, yy, xy) = ((_xx / Area) - (x * x) + PixelVariance, (_yy / Area) - (y * y) + PixelVariance, (_xy / Area) - (x * y));
        return Math.Min(1, Area / (4 * Math.PI * Math.Sqrt(Math.Max(1e-9, (xx * yy) - (xy * xy)))));
    }
}

namespace SegService.Deploy.Tests.Service;

/// <summary>Bright discs in rows of four on a dark ground: what a segmentation of them must be is known to the pixel.</summary>
internal static class Discs
{
    private const int Pitch = 48;
    private const int Side = 4 * Pitch;
    private const int Radius = 12;

    /// <summary>Pixels of one disc.</summary>
    public static int Area { get; } = Enumerable.Range(0, Pitch * Pitch).Count(at => IsBright(at % Pitch, at / Pitch, 1));

    /// <summary>Where the centre of a disc is, in pixels; discs are numbered row by row from 0, as ids are from 1.</summary>
    public static (int X, int Y) Centre(int disc) => ((disc % 4 * Pitch) + (Pitch / 2), (disc / 4 * Pitch) + (Pitch / 2));

    /// <param name="count">1 to 16.</param>
    /// <returns>8 bits, grey, 192 x 192.</returns>
    public static byte[] Png(int count)
    {
        var rows = new byte[(Side + 1) * Side]; // each row begins with its filter, none
        for (var at = 0; at < Side * Side; at++)
            rows[((at / Side) * (Side + 1)) + 1 + (at % Side)] = IsBright(at % Side, at / Side, count) ? (byte)200 : (byte)20;
        return RawPng.Of(Side, Side, RawPng.Deflate(rows));
    }

    private static bool IsBright(int x, int y, int count)
    {
        var disc = (y / Pitch * 4) + (x / Pitch);
        var (centreX, centreY) = Centre(disc);
        return disc < count && ((x - centreX) * (x - centreX)) + ((y - centreY) * (y - centreY)) <= Radius * Radius;
    }
}

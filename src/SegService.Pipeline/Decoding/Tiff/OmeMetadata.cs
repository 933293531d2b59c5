using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace SegService.Pipeline.Decoding.Tiff;

/// <summary>OME-XML in the first directory's description: plane order and physical pixel size of the first image.</summary>
internal static class OmeMetadata
{
    private const int MaxCharacters = 16 << 20;

    public static TiffPlanes? Planes(string description, int directories)
    {
        if (Pixels(description) is not { } pixels)
            return null;
        var order = (string?)pixels.Attribute("DimensionOrder") ?? "XYCZT";
        var sizes = "CZT".ToDictionary(axis => axis, axis => Number(pixels, "Size" + axis, 1));
        var axes = order.Where(sizes.ContainsKey).ToArray();
        if (axes.Distinct().Count() != 3 || sizes.Values.Any(size => size < 1 || size > directories)
            || (long)sizes['C'] * sizes['Z'] * sizes['T'] != directories || sizes['C'] < 2)
            return null;
        return Map(pixels, axes, sizes);
    }

    public static double PixelSizeUm(string description) => Pixels(description) is { } pixels
        && double.TryParse((string?)pixels.Attribute("PhysicalSizeX"), NumberStyles.Float, CultureInfo.InvariantCulture, out var size)
            ? size * LengthUnits.Um((string?)pixels.Attribute("PhysicalSizeXUnit") ?? "µm")
            : 0;

    private static TiffPlanes? Map(XElement pixels, char[] axes, Dictionary<char, int> sizes)
    {
        var map = Enumerable.Range(0, sizes['Z'] * sizes['T']).Select(_ => Enumerable.Repeat(-1, sizes['C']).ToArray()).ToArray();
        var total = map.Length * sizes['C'];
        var blocks = pixels.Elements().Where(element => element.Name.LocalName == "TiffData").ToList();
        foreach (var block in blocks.DefaultIfEmpty(new XElement("TiffData")))
        {
            var first = Number(block, "IFD", 0);
            var start = Index(axes, sizes, axis => Number(block, "First" + axis, 0));
            var count = Math.Min(Number(block, "PlaneCount", block.Attribute("IFD") is null ? total : 1), total);
            for (var i = 0; i < count && start + i < total && first + i < total && start >= 0 && first >= 0; i++)
                Place(map, axes, sizes, start + i, first + i);
        }

        return map.All(page => page.All(directory => directory >= 0)) ? new TiffPlanes(map, true) : null;
    }

    private static int Index(char[] axes, Dictionary<char, int> sizes, Func<char, int> position)
    {
        var (index, stride) = (0, 1);
        foreach (var axis in axes)
        {
            if (position(axis) < 0 || position(axis) >= sizes[axis])
                return -1;
            index += position(axis) * stride;
            stride *= sizes[axis];
        }

        return index;
    }

    // Pages run over z first, then t, whatever the file's own order.
    private static void Place(int[][] map, char[] axes, Dictionary<char, int> sizes, int index, int directory)
    {
        var at = new Dictionary<char, int>();
        foreach (var axis in axes)
        {
            at[axis] = index % sizes[axis];
            index /= sizes[axis];
        }

        map[at['Z'] + (at['T'] * sizes['Z'])][at['C']] = directory;
    }

    private static XElement? Pixels(string description)
    {
        if (!description.AsSpan(0, Math.Min(description.Length, 2000)).Contains("<OME", StringComparison.Ordinal))
            return null;
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxCharacters };
            using var reader = XmlReader.Create(new StringReader(description), settings);
            return XElement.Load(reader).Descendants().FirstOrDefault(element => element.Name.LocalName == "Pixels");
        }
        catch (XmlException)
        {
            return null; // the pixels are still good without their metadata
        }
    }

    private static int Number(XElement element, string name, int absent) =>
        int.TryParse((string?)element.Attribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : absent;
}

using System.Globalization;
using System.IO.Compression;
using SegService.Pipeline.Encoding.Polygons;

namespace SegService.Pipeline.Encoding;

/// <summary>An ROI set as ImageJ's ROI Manager opens it: one .roi an instance, named by its id.</summary>
public sealed class ImageJRoiEncoder : IResultEncoder
{
    public string Format => "imagej-roi";

    public string MediaType => "application/zip";

    public string FileExtension => ".zip";

    public bool Negotiable => false;

    public bool ReadsPixels => false;

    public Failure? Check(SegmentationResult result) => null;

    public void Write(SegmentationResult result, Stream output)
    {
        var polygons = InstancePolygons.Trace(result.Labels);
        using var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var instance in result.Instances)
        {
            // Zeros in front, so that names sort as numbers do.
            var name = instance.Id.ToString("D5", CultureInfo.InvariantCulture);
            using var entry = zip.CreateEntry($"{name}.roi", CompressionLevel.Fastest).Open();
            entry.Write(ImageJRoi.Write(instance.Box, polygons[instance.Id - 1]));
        }
    }
}

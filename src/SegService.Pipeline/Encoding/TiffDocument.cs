using BitMiracle.LibTiff.Classic;

namespace SegService.Pipeline.Encoding;

/// <summary>Writes one single-channel, Deflate-compressed TIFF page, strip by strip.</summary>
internal static class TiffDocument
{
    private const int StripBytes = 256 * 1024;

    /// <summary>Fills <paramref name="row"/> with one row's samples in the machine's byte order.</summary>
    public delegate void RowWriter(int y, Span<byte> row);

    public static void Write(Stream output, int width, int height, int bits, SampleFormat format, RowWriter writeRow)
    {
        // The directory's offset is patched in at the end, so the document is put together where one can seek.
        using var document = new MemoryStream();
        using (var tiff = Tiff.ClientOpen("result", "w", document, new OpenStream())
            ?? throw new InvalidOperationException("LibTiff did not open a stream for writing."))
        {
            var rowBytes = width * (bits / 8);
            var rows = Math.Clamp(StripBytes / rowBytes, 1, height);
            SetFields(tiff, width, height, bits, format, rows);
            WriteStrips(tiff, height, rows, rowBytes, writeRow);
        }

        document.Position = 0;
        document.CopyTo(output);
    }

    private static void SetFields(Tiff tiff, int width, int height, int bits, SampleFormat format, int rowsPerStrip)
    {
        tiff.SetField(TiffTag.IMAGEWIDTH, width);
        tiff.SetField(TiffTag.IMAGELENGTH, height);
        tiff.SetField(TiffTag.SAMPLESPERPIXEL, 1);
        tiff.SetField(TiffTag.BITSPERSAMPLE, bits);
        tiff.SetField(TiffTag.SAMPLEFORMAT, format);
        tiff.SetField(TiffTag.PHOTOMETRIC, Photometric.MINISBLACK);
        tiff.SetField(TiffTag.PLANARCONFIG, PlanarConfig.CONTIG);
        tiff.SetField(TiffTag.COMPRESSION, Compression.ADOBE_DEFLATE);
        tiff.SetField(TiffTag.ROWSPERSTRIP, rowsPerStrip);
    }

    private static void WriteStrips(Tiff tiff, int height, int rows, int rowBytes, RowWriter writeRow)
    {
        var strip = new byte[rows * rowBytes];
        for (var top = 0; top < height; top += rows)
        {
            var count = Math.Min(rows, height - top);
            for (var i = 0; i < count; i++)
                writeRow(top + i, strip.AsSpan(i * rowBytes, rowBytes));
            if (tiff.WriteEncodedStrip(top / rows, strip, count * rowBytes) < 0)
                throw new InvalidOperationException("LibTiff could not write a strip.");
        }
    }

    private sealed class OpenStream : TiffStream
    {
        public override void Close(object clientData)
        {
            // The stream is still to be read.
        }
    }
}

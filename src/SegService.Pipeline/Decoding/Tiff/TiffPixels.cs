using BitMiracle.LibTiff.Classic;
using OpenCvSharp;
using SegService.Pipeline.Pooling;

namespace SegService.Pipeline.Decoding.Tiff;

/// <summary>Decompresses one page through LibTiff, row by row or tile by tile; best from top to bottom.</summary>
internal sealed class TiffPixels : IDisposable
{
    private readonly TiffPage _page;
    private readonly LibTiff _library;
    private readonly byte[] _chunk;

    public TiffPixels(TiffPage page)
    {
        _page = page;
        _library = LibTiff.Open(CleanTiff.Open(page));
        var size = page.Tiled ? page.ChunkRowBytes * page.ChunkHeight : page.ChunkRowBytes;
        var expected = page.Tiled ? _library.Tiff.TileSize() : _library.Tiff.ScanlineSize();
        if (size != expected)
            throw new TiffFormatException("its strips or tiles are not of the size its header gives them");
        _chunk = Scratch<byte>.Pool.Rent((int)size);
    }

    /// <summary>Some rows with every sample (or one plane of a separate layout): CV_8U, CV_16U or CV_32F.</summary>
    public Mat Read(int top, int rows, int plane = 0)
    {
        var mat = new Mat(rows, _page.Width, MatType.MakeType(SampleRow.Depth(_page), _page.SamplesPerChunkPixel));
        try
        {
            if (_page.Tiled)
                ReadTiles(mat, top, plane);
            else
                ReadRows(mat, top, plane);
            return mat;
        }
        catch
        {
            mat.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Scratch<byte>.Pool.Return(_chunk);
        _library.Dispose();
    }

    private void ReadRows(Mat mat, int top, int plane)
    {
        var rows = mat.Height;
        for (var y = 0; y < rows; y++)
        {
            _library.Demand(_library.Tiff.ReadScanline(_chunk, top + y, (short)plane));
            SampleRow.Unpack(_page, _chunk, Row(mat, y));
        }
    }

    private void ReadTiles(Mat mat, int top, int plane)
    {
        var bottom = top + mat.Height;
        for (var y = top / _page.ChunkHeight * _page.ChunkHeight; y < bottom; y += _page.ChunkHeight)
        {
            for (var x = 0; x < _page.Width; x += _page.ChunkWidth)
            {
                _library.Demand(_library.Tiff.ReadTile(_chunk, 0, x, y, 0, (short)plane) >= 0);
                CopyTile(mat, top, x, y);
            }
        }
    }

    private void CopyTile(Mat mat, int top, int x, int y)
    {
        var pixelBytes = mat.ElemSize();
        var rowBytes = (int)_page.ChunkRowBytes;
        var columns = Math.Min(_page.ChunkWidth, _page.Width - x);
        var (first, end) = (Math.Max(top, y), Math.Min(top + mat.Height, y + _page.ChunkHeight));
        for (var row = first; row < end; row++)
        {
            var target = Row(mat, row - top).Slice(x * pixelBytes, columns * pixelBytes);
            SampleRow.Unpack(_page, _chunk.AsSpan((row - y) * rowBytes, rowBytes), target);
        }
    }

    private static unsafe Span<byte> Row(Mat mat, int y) => new((void*)mat.Ptr(y), mat.Width * mat.ElemSize());
}

using BitMiracle.LibTiff.Classic;

namespace SegService.Pipeline.Decoding.Tiff;

/// <summary>
/// The upload as the TIFF library sees it: the same bytes, but with a header and one directory that we wrote from checked values.
/// No hostile directory reaches the library, any page is the first one, and BigTIFF looks like TIFF (uploads are under 2 GB).
/// </summary>
internal sealed class CleanTiffStream(ReadOnlyMemory<byte> file, byte[] header, byte[] directory, long directoryAt) : TiffStream
{
    private long _position;

    public override int Read(object clientData, byte[] buffer, int offset, int count)
    {
        var done = 0;
        while (done < count && Piece() is { IsEmpty: false } piece)
        {
            var taken = Math.Min(piece.Length, count - done);
            piece[..taken].CopyTo(buffer.AsSpan(offset + done));
            done += taken;
            _position += taken;
        }

        return done;
    }

    public override long Seek(object clientData, long offset, SeekOrigin origin) => _position = origin switch
    {
        SeekOrigin.Current => _position + offset,
        SeekOrigin.End => Size(clientData) + offset,
        _ => offset,
    };

    public override long Size(object clientData) => directoryAt + directory.Length;

    public override void Close(object clientData)
    {
    }

    public override void Write(object clientData, byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private ReadOnlySpan<byte> Piece()
    {
        if (_position < 0)
            return [];
        if (_position < header.Length)
            return header.AsSpan((int)_position);
        if (_position < file.Length)
            return file.Span[(int)_position..];
        // At most one byte of padding: directories begin at even offsets.
        if (_position < directoryAt)
            return new byte[directoryAt - _position];
        return _position < directoryAt + directory.Length ? directory.AsSpan((int)(_position - directoryAt)) : [];
    }
}

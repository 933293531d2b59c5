using BitMiracle.LibTiff.Classic;
using TiffHandle = BitMiracle.LibTiff.Classic.Tiff;

namespace SegService.Pipeline.Decoding.Tiff;

/// <summary>One file open in the library. Its errors become <see cref="TiffFormatException"/>s instead of lines on the console.</summary>
internal sealed class LibTiff : IDisposable
{
    static LibTiff() => TiffHandle.SetErrorHandler(new Silent());

    private LibTiff(TiffHandle tiff) => Tiff = tiff;

    public TiffHandle Tiff { get; }

    public static LibTiff Open(TiffStream stream)
    {
        var tiff = TiffHandle.ClientOpen("image", "r", stream, stream) ?? throw new TiffFormatException("its layout contradicts itself");
        // JPEG's YCbCr comes out as RGB, whatever its subsampling.
        if (tiff.GetField(TiffTag.COMPRESSION)?[0].ToInt() == TiffCompression.Jpeg)
            tiff.SetField(TiffTag.JPEGCOLORMODE, JpegColorMode.RGB);
        return new LibTiff(tiff);
    }

    public void Demand(bool succeeded)
    {
        if (!succeeded)
            throw new TiffFormatException("its compressed data is damaged or ends too early");
    }

    public void Dispose() => Tiff.Dispose();

    // The library's default handler writes to the console; failures are told by return values too.
    private sealed class Silent : TiffErrorHandler
    {
        public override void ErrorHandler(TiffHandle tif, string method, string format, params object[] args)
        {
        }

        public override void ErrorHandlerExt(TiffHandle tif, object clientData, string method, string format, params object[] args)
        {
        }

        public override void WarningHandler(TiffHandle tif, string method, string format, params object[] args)
        {
        }

        public override void WarningHandlerExt(TiffHandle tif, object clientData, string method, string format, params object[] args)
        {
        }
    }
}

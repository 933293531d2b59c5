using System.Net;
using System.Net.Http.Headers;

namespace SegService.Benchmarks.Load;

/// <summary>A PNG and eight bytes after its end, neither of them copied.</summary>
internal sealed class NumberedImage : HttpContent
{
    private static readonly MediaTypeHeaderValue Png = new("image/png");

    private readonly byte[] _image;
    private readonly byte[] _number;

    public NumberedImage(byte[] image, long number)
    {
        (_image, _number) = (image, BitConverter.GetBytes(number));
        Headers.ContentType = Png;
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        stream.Write(_image);
        stream.Write(_number);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        SerializeToStream(stream, context, CancellationToken.None);
        return Task.CompletedTask;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _image.Length + _number.Length;
        return true;
    }
}

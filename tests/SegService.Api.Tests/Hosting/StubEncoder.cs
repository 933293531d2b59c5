using SegService.Pipeline;
using SegService.Pipeline.Encoding;

namespace SegService.Api.Tests.Hosting;

/// <summary>Writes its own name, so that a test sees which format was chosen.</summary>
internal sealed record StubEncoder(string Format, string MediaType, string FileExtension, bool Negotiable = true) : IResultEncoder
{
    public Failure? Check(SegmentationResult result) => null;

    public void Write(SegmentationResult result, Stream output) => output.Write(System.Text.Encoding.UTF8.GetBytes(Format));
}

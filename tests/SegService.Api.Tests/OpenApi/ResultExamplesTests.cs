using System.IO.Compression;
using SegService.Api.OpenApi;
using SegService.Pipeline.Encoding;

namespace SegService.Api.Tests.OpenApi;

/// <summary>The examples in the API document are what the encoders write.</summary>
public sealed class ResultExamplesTests
{
    private const string Folder = "src/SegService.Api/OpenApi/Examples";

    public static TheoryData<string> Formats => [.. ResultFormats.All.Select(encoder => encoder.Format)];

    [Fact]
    public void The_image_is_the_one_that_was_segmented() =>
        Assert.True(Approved.Bytes($"{Folder}/{ResultExamples.Image}", ExampleResult.Image()).SequenceEqual(ExampleResult.Image()), Approved.HowTo);

    [Theory]
    [MemberData(nameof(Formats))]
    public void Each_formats_example_is_what_its_encoder_writes(string format)
    {
        var encoder = ResultFormats.Find(format)!;
        using var result = ExampleResult.Make();
        using var document = new MemoryStream();
        encoder.Write(result, document);
        var committed = Approved.Bytes($"{Folder}/{ResultExamples.FileName(encoder)}", document.ToArray());

        Assert.True(Content(encoder, committed).SequenceEqual(Content(encoder, document.ToArray())), $"{ResultExamples.FileName(encoder)} {Approved.HowTo}");
    }

    /// <summary>An archive says when it was written: its entries are compared, not its bytes.</summary>
    private static IEnumerable<byte> Content(IResultEncoder encoder, byte[] document)
    {
        if (encoder.MediaType != "application/zip" || document.Length == 0)
            return document;
        using var zip = new ZipArchive(new MemoryStream(document));
        return [.. zip.Entries.SelectMany(entry => System.Text.Encoding.UTF8.GetBytes(entry.FullName).Concat(Read(entry)))];
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using var copy = new MemoryStream();
        using (var content = entry.Open())
            content.CopyTo(copy);
        return copy.ToArray();
    }
}

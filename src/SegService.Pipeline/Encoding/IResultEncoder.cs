namespace SegService.Pipeline.Encoding;

/// <summary>Writes a result in one format. Stateless and thread-safe.</summary>
public interface IResultEncoder
{
    /// <summary>The name used in <c>format=</c>.</summary>
    string Format { get; }

    string MediaType { get; }

    /// <summary>With its dot, for download names and zip entries.</summary>
    string FileExtension { get; }

    /// <summary>Whether an Accept header may choose this format by its media type; otherwise only <c>format=</c> does.</summary>
    bool Negotiable { get; }

    /// <summary>Whether the image's pixels are looked at, and not only what was found in it.</summary>
    bool ReadsPixels => true;

    /// <summary>Null where the result can be written in this format, else the reason (kind NotAcceptable).</summary>
    Failure? Check(SegmentationResult result);

    /// <summary>Writes the whole document; leaves <paramref name="output"/> open.</summary>
    void Write(SegmentationResult result, Stream output);
}

namespace SegService.Pipeline.Decoding;

/// <summary>Reads one container format. Stateless and thread-safe; never throws for what the bytes hold.</summary>
internal interface IImageCodec
{
    /// <summary>Whether the bytes begin as this format does.</summary>
    bool Recognises(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// Reads the header and checks that the file is whole, in time linear in its length and without memory of the image's size.
    /// </summary>
    Outcome<ImageInfo> ReadHeader(ReadOnlyMemory<byte> bytes, int page);

    /// <summary>Decodes one page whose header was read and accepted.</summary>
    Outcome<StoredPixels> Decode(ReadOnlyMemory<byte> bytes, ImageInfo info, int page, int? channel);

    /// <summary>
    /// The same page as rows that are decoded one band after the other, where the format has them like that; null where a page can only
    /// be decoded whole.
    /// </summary>
    Outcome<IStoredRows>? OpenRows(ReadOnlyMemory<byte> bytes, int page, int? channel) => null;
}

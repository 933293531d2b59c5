namespace SegService.Pipeline.Decoding.Tiff;

/// <summary>
/// Which directories make up which page. Plain TIFF: each directory is a page. OME-TIFF and ImageJ hyperstacks, whose metadata says
/// that channels are directories of their own: a page is one z and t position, a channel one of its directories.
/// </summary>
/// <param name="Directories">By page, then channel.</param>
/// <param name="Stacked">Channels are directories.</param>
internal sealed record TiffPlanes(int[][] Directories, bool Stacked)
{
    public static TiffPlanes Of(int directories, string description) =>
        OmeMetadata.Planes(description, directories) ?? ImageJMetadata.Planes(description, directories) ?? Plain(directories);

    private static TiffPlanes Plain(int directories) => new([.. Enumerable.Range(0, directories).Select(i => new[] { i })], false);
}

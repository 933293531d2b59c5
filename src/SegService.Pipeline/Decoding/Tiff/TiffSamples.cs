namespace SegService.Pipeline.Decoding.Tiff;

/// <summary>Where the samples of one page, or of its chosen channel, lie.</summary>
/// <param name="Pages">The directories they are in.</param>
/// <param name="Planes">In the order of the channels: which of the directories, and which plane of it.</param>
/// <param name="Extracted">The channel to take out of the one plane; null for all of them.</param>
/// <param name="IsRgb">Red, green and blue of one picture.</param>
/// <param name="HasAlpha">The last channel is transparency.</param>
internal sealed record TiffSamples(IReadOnlyList<TiffPage> Pages, IReadOnlyList<(int Page, int Plane)> Planes, int? Extracted, bool IsRgb, bool HasAlpha)
{
    /// <summary>Whether some rows are the same whatever the others are: not so where transparent pixels or numbers that are none take
    /// something from all the page.</summary>
    public bool CanBeStreamed => !HasAlpha && Pages.All(page => SampleRow.Depth(page) != OpenCvSharp.MatType.CV_32F);

    public static Outcome<TiffSamples> Of(TiffFile file, TiffPlanes planes, int page, int? channel) =>
        planes.Stacked ? Stack(file, planes.Directories[page], channel) : Single(file, page, channel);

    private static Outcome<TiffSamples> Stack(TiffFile file, int[] directories, int? channel)
    {
        var pages = new List<TiffPage>();
        foreach (var directory in channel is { } chosen ? [directories[chosen]] : directories)
        {
            if (!TiffPage.Read(file.Directory(directory)).TryGet(out var page, out var failure))
                return failure;
            if (page.Samples != 1 || page.Width != (pages.FirstOrDefault() ?? page).Width || page.Height != (pages.FirstOrDefault() ?? page).Height)
                throw new TiffFormatException("its channels differ in size or type");
            pages.Add(page);
        }

        return new TiffSamples(pages, [.. pages.Select((_, i) => (i, 0))], null, IsRgb: false, HasAlpha: false);
    }

    private static Outcome<TiffSamples> Single(TiffFile file, int index, int? channel)
    {
        if (!TiffPage.Read(file.Directory(index)).TryGet(out var page, out var failure))
            return failure;
        if (channel is { } chosen)
            return new TiffSamples([page], [(0, page.Separate ? chosen : 0)], page.Separate ? null : chosen, IsRgb: false, HasAlpha: false);
        return new TiffSamples([page], [.. Enumerable.Range(0, page.Separate ? page.Samples : 1).Select(plane => (0, plane))], null, page.IsRgb, page.HasAlpha);
    }
}

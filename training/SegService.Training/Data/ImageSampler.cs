namespace SegService.Training.Data;

/// <summary>
/// Chooses the image of each crop: first the modality by fixed shares, then the acquisition group, a rare one more often than
/// its size would have it, then any image of the group.
/// </summary>
internal sealed class ImageSampler
{
    /// <summary>Share of crops a modality gets; modalities that are absent leave theirs to the others.</summary>
    private static readonly IReadOnlyDictionary<string, double> Shares = new Dictionary<string, double>
    {
        ["fluorescence"] = 0.60,
        ["histology"] = 0.28,
        ["brightfield"] = 0.08,
        ["colour-dark"] = 0.04,
    };

    /// <summary>A group of n images is drawn in proportion to n to this power: 1 would be as they come, 0 all groups alike.</summary>
    private const double GroupExponent = 0.6;

    private readonly (TrainingImage[] Images, double UpTo)[] _groups;

    /// <exception cref="ArgumentException">There are no images with nuclei.</exception>
    public ImageSampler(IEnumerable<TrainingImage> images)
    {
        var modalities = images.Where(image => image.MedianDiameter > 0).GroupBy(image => image.Modality).ToArray();
        if (modalities.Length == 0)
            throw new ArgumentException("There is no image to train on.", nameof(images));
        var total = 0.0;
        _groups = [.. modalities.SelectMany(Weighted).Select(group => (group.Images, total += group.Weight))];
    }

    public TrainingImage Draw(CropRandom random)
    {
        var at = random.Between(0, _groups[^1].UpTo);
        var images = _groups.First(group => at <= group.UpTo).Images;
        return images[random.Below(images.Length)];
    }

    private static IEnumerable<(TrainingImage[] Images, double Weight)> Weighted(IGrouping<string, TrainingImage> modality)
    {
        var groups = modality.GroupBy(image => image.Acquisition).Select(group => group.ToArray()).ToArray();
        var share = Shares.GetValueOrDefault(modality.Key, 0.04) / groups.Sum(Size);
        return groups.Select(group => (group, share * Size(group)));
    }

    private static double Size(TrainingImage[] group) => Math.Pow(group.Length, GroupExponent);
}

namespace SegService.Training.Augmentation;

/// <summary>How far crops may be from the images they are cut from.</summary>
/// <param name="Frequency">Factor of the chance of every alteration but rotation, reflection and zoom: 0 for none, 1 for all of them.</param>
/// <param name="SmallestDiameter">Median nucleus diameters the network shall know, in pixels.</param>
/// <param name="LargestDiameter">As above.</param>
/// <param name="LargestZoom">Crops are enlarged at most so much.</param>
internal sealed record AugmentationRecipe(double Frequency, double SmallestDiameter, double LargestDiameter, double LargestZoom)
{
    /// <summary>Whatever another microscope might show.</summary>
    public static readonly AugmentationRecipe Full = new(1, 10, 50, 2.5);

    /// <summary>
    /// For the end of training: mostly what the service will show, at the sizes it zooms to, so that outlines are learned from pixels
    /// that no blur or noise was laid over.
    /// </summary>
    public static readonly AugmentationRecipe Finish = new(0.3, 16, 36, 3.5);

    /// <param name="finish">Whether a training is to be ended, or to be made.</param>
    public static AugmentationRecipe For(bool finish) => finish ? Finish : Full;
}

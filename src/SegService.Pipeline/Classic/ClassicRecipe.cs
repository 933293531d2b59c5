namespace SegService.Pipeline.Classic;

/// <summary>What differs between nuclei that shine and nuclei that absorb. Tuned once on the training images.</summary>
/// <param name="Smoothing">Gaussian sigma in pixels against sensor noise or chromatin texture.</param>
/// <param name="BackgroundReach">Pixels: illumination is the minimum within this reach, smoothed alike.</param>
/// <param name="Gamma">Flattens the signal before Otsu's cut, so that dim nuclei beside very bright ones count.</param>
/// <param name="Floor">Fraction of Otsu's cut (flattened) from which a pixel may belong to a nucleus at all.</param>
/// <param name="OwnLevel">Fraction of a nucleus's own mean signal where its outline lies.</param>
internal sealed record ClassicRecipe(double Smoothing, int BackgroundReach, float Gamma, float Floor, float OwnLevel)
{
    public static ClassicRecipe BrightOnDark { get; } = new(0.7, 64, 0.7f, 0.7f, 0.65f);

    public static ClassicRecipe DarkOnBright { get; } = new(1.5, 128, 1, 0.85f, 0.7f);

    public static ClassicRecipe For(bool brightGround) => brightGround ? DarkOnBright : BrightOnDark;
}

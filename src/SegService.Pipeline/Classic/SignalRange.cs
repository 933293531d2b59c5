namespace SegService.Pipeline.Classic;

/// <summary>From where to where nuclei lie on the signal; estimated on at most 65,536 pixels.</summary>
/// <param name="Floor">No nucleus below.</param>
/// <param name="Ceiling">The brightest nuclei.</param>
internal readonly record struct SignalRange(float Floor, float Ceiling)
{
    private const int MaxSample = 65_536;
    private const int Bins = 512;

    /// <summary>Otsu's two classes must lie this many standard deviations of the lower one apart; pure noise reaches 2.7.</summary>
    private const double MinSeparation = 3;

    /// <returns>Null where the image shows nothing but ground.</returns>
    public static SignalRange? Estimate(ReadOnlySpan<float> signal, ClassicRecipe recipe)
    {
        var step = Step(signal.Length);
        var sample = new float[((signal.Length - 1) / step) + 1];
        for (var i = 0; i < sample.Length; i++)
            sample[i] = signal[(int)(i * step)];
        return EstimateFrom(sample, recipe);
    }

    /// <summary>Every how manieth pixel, row-major, is in the sample.</summary>
    public static long Step(long pixels) => 1 + ((pixels - 1) / MaxSample);

    /// <param name="sample">Sorted in place.</param>
    /// <param name="recipe">As above.</param>
    public static SignalRange? EstimateFrom(float[] sample, ClassicRecipe recipe)
    {
        Array.Sort(sample);
        var ceiling = sample[(int)(0.998 * (sample.Length - 1))];
        if (ceiling <= 0)
            return null;
        var histogram = new int[Bins];
        foreach (var value in sample)
            histogram[(int)(MathF.Pow(Math.Clamp(value / ceiling, 0, 1), recipe.Gamma) * (Bins - 1))]++;
        return OtsuCut.Find(histogram) is { } cut && cut.Separation >= MinSeparation
            ? new SignalRange(MathF.Pow(recipe.Floor * (cut.Bin + 1) / (Bins - 1), 1 / recipe.Gamma) * ceiling, ceiling)
            : null;
    }
}

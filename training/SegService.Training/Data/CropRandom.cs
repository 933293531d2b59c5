namespace SegService.Training.Data;

/// <summary>
/// The randomness of one crop: a function of the run's seed and the crop's number alone, so that a resumed run sees the very
/// crops the unbroken one would have seen, and no random state needs saving.
/// </summary>
internal sealed class CropRandom(int seed, long crop)
{
    private readonly Random _random = new(Mix(seed, crop));

    /// <summary>How much of the chance of an alteration is left, see <see cref="Augmentation.AugmentationRecipe"/>.</summary>
    public double Frequency { get; set; } = 1;

    /// <summary>Whether the crop is altered in a way that has this probability at full augmentation.</summary>
    public bool Alters(double probability) => Chance(probability * Frequency);

    public bool Chance(double probability) => _random.NextDouble() < probability;

    public int Below(int count) => _random.Next(count);

    public double Between(double low, double high) => low + ((high - low) * _random.NextDouble());

    /// <summary>Every factor as likely as its inverse where <paramref name="low"/> x <paramref name="high"/> = 1.</summary>
    public double LogBetween(double low, double high) => Math.Exp(Between(Math.Log(low), Math.Log(high)));

    /// <summary>SplitMix64's finaliser: neighbouring crops get unrelated seeds.</summary>
    private static int Mix(int seed, long crop)
    {
        var z = (ulong)crop + (0x9E3779B97F4A7C15UL * (ulong)(uint)(seed + 1));
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return (int)((z ^ (z >> 31)) & 0x7FFFFFFF);
    }
}

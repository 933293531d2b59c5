using SegService.Pipeline.Models;
using SegService.Training.Models;
using SegService.Training.Network;
using SegService.Training.Optimisation;
using SegService.Training.Runs;
using static TorchSharp.torch;

namespace SegService.Training.Commands;

/// <summary>Runs' newest checkpoints, opened to look at: what was trained and its averaged weights.</summary>
internal static class RunFolder
{
    /// <summary>Several runs that went on from the same weights are one: the mean of their networks.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no checkpoint in one of them.</exception>
    /// <exception cref="InvalidDataException">They are not of one model and origin.</exception>
    public static (TrainingOrigin Origin, double Progress, ModelRecipe Recipe, NucleusNet Network) Open(IReadOnlyList<string> folders)
    {
        var runs = folders.Select(Open).ToArray();
        var (first, recipe, _) = runs[0];
        if (runs.Any(run => !run.About.HasOriginOf(first)))
            throw new InvalidDataException("Only runs of one model, split and bundle they began with have a mean.");
        var origin = first.Origin with { Seeds = [.. runs.Select(run => run.About.Options.Seed)], Crops = runs.Sum(run => run.About.Origin.Crops) };
        return (origin, runs.Min(run => run.About.Progress), recipe, WeightMean.Of([.. runs.Select(run => run.Network)]));
    }

    private static (Checkpoint About, ModelRecipe Recipe, NucleusNet Network) Open(string folder)
    {
        var newest = Checkpoint.Newest(folder) ?? throw new DirectoryNotFoundException($"{folder} holds no checkpoint.");
        var about = Checkpoint.Read(newest);
        var recipe = ModelRecipe.Named(about.Model);
        var network = new NucleusNet(recipe.Shape);
        network.load(Path.Combine(newest, Checkpoint.AverageFile));
        network.eval();
        return (about, recipe, network);
    }
}

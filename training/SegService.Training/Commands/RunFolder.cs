using SegService.Training.Models;
using SegService.Training.Network;
using SegService.Training.Runs;
using static TorchSharp.torch;

namespace SegService.Training.Commands;

/// <summary>A run's newest checkpoint, opened to look at: what was trained and its averaged weights.</summary>
internal static class RunFolder
{
    /// <exception cref="DirectoryNotFoundException">There is no checkpoint in it.</exception>
    public static (Checkpoint About, ModelRecipe Recipe, NucleusNet Network) Open(string folder)
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

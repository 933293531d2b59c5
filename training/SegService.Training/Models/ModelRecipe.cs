using SegService.Pipeline.Preprocessing;
using SegService.Training.Network;

namespace SegService.Training.Models;

/// <summary>What is fixed about a model before its first step. The two systems differ in what they are shown, in nothing else.</summary>
/// <param name="Name">Folder under models/, and the name requests use.</param>
/// <param name="Views">In channel order.</param>
internal sealed record ModelRecipe(string Name, IReadOnlyList<string> Views)
{
    public static readonly IReadOnlyList<ModelRecipe> All =
    [
        new("unet", ["rgb"]),
        new("unet-extended", ["rgb", "clahe", "flat"]),
    ];

    public ViewStack ViewStack => ViewStack.Create(Views);

    public NetworkShape Shape => new(ViewStack.Channels);

    /// <exception cref="ArgumentException">No such model.</exception>
    public static ModelRecipe Named(string name) =>
        All.FirstOrDefault(recipe => recipe.Name == name)
        ?? throw new ArgumentException($"No model '{name}': there are {string.Join(", ", All.Select(recipe => recipe.Name))}.", nameof(name));
}

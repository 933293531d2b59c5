using System.ComponentModel.DataAnnotations;

namespace SegService.Pipeline.Models;

/// <summary>Where model bundles lie and which of them <c>default</c> means.</summary>
public sealed class ModelOptions
{
    public const string Section = "SegService:Models";

    /// <summary>
    /// Folder of bundle folders. A relative one is looked for under the current directory, then beside the program.
    /// </summary>
    [Required]
    public string Directory { get; set; } = "models";

    /// <summary>Name of the model <c>default</c> means; null takes unet-extended, unet or classic, the first there is.</summary>
    public string? Default { get; set; }

    internal string FullDirectory =>
        System.IO.Directory.Exists(Directory) ? Path.GetFullPath(Directory) : Path.GetFullPath(Directory, AppContext.BaseDirectory);
}

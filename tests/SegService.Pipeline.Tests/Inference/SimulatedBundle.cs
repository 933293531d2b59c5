using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;

namespace SegService.Pipeline.Tests.Inference;

internal static class SimulatedBundle
{
    public static ModelBundle Of(string name, params MapKind[] outputs) => new()
    {
        Name = name,
        Version = "1",
        Sha256 = new string('0', 64),
        Outputs = outputs.Length == 0 ? [MapKind.Nucleus] : outputs,
        Input = new InputRecipe(["rgb"]),
        Thresholds = new PostprocessingThresholds(),
        Licence = "Apache-2.0",
        Description = "Simulated.",
    };
}

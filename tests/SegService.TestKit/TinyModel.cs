using SegService.OnnxWriter;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;

namespace SegService.TestKit;

/// <summary>
/// A deterministic network with three heads and no learned weight, for end-to-end tests: nucleus = sigmoid of the smoothed mean of
/// all planes, marker = the same smoothed further, border = nowhere.
/// </summary>
public static class TinyModel
{
    /// <summary>Writes <c>&lt;models&gt;/&lt;name&gt;/</c> with its graph and bundle.json.</summary>
    /// <param name="models">The folder of bundle folders.</param>
    /// <param name="level">Intensity, as the recipe scales it, at which the nucleus probability is one half.</param>
    /// <param name="slope">Steepness of the sigmoid; negative where nuclei are dark.</param>
    public static ModelBundle Write(string models, string name = "tiny", string version = "1", InputRecipe? recipe = null,
        int channels = 3, float level = 0.5f, float slope = 12)
    {
        var folder = Directory.CreateDirectory(Path.Combine(models, name)).FullName;
        Graph(channels, level, slope).Save(Path.Combine(folder, "model.onnx"));
        return ModelBundleFile.Write(folder, new ModelBundle
        {
            Name = name,
            Version = version,
            Sha256 = "",
            Outputs = [MapKind.Nucleus, MapKind.Border, MapKind.Marker],
            Input = recipe ?? new InputRecipe(["rgb"]),
            Thresholds = new PostprocessingThresholds(),
            Licence = "Apache-2.0",
            Description = "Smoothed intensity as probability; for tests only.",
        });
    }

    /// <summary>N x C x H x W in, N x 3 x H x W out, any N, H and W.</summary>
    public static OnnxGraph Graph(int channels = 3, float level = 0.5f, float slope = 12)
    {
        var graph = new OnnxGraph("tiny");
        var image = graph.Input("image", "batch", channels, "height", "width");
        var smooth = Smoothed(graph, graph.ReduceMean(image, 1));
        var nucleus = Probability(graph, smooth, "nucleus", level, slope);
        var marker = Probability(graph, Smoothed(graph, smooth), "marker", level, slope);
        var border = graph.Mul(nucleus, graph.Weights("none", [0], 1, 1, 1, 1));
        graph.Output("maps", graph.Concat([nucleus, border, marker]), "batch", 3, "height", "width");
        return graph;
    }

    private static OnnxValue Smoothed(OnnxGraph graph, OnnxValue plane) => graph.AveragePool(plane, kernel: 3, stride: 1, padding: 1);

    private static OnnxValue Probability(OnnxGraph graph, OnnxValue plane, string name, float level, float slope) =>
        graph.Sigmoid(graph.Conv(plane, graph.Weights(name + ".slope", [slope], 1, 1, 1, 1),
            graph.Weights(name + ".offset", [-slope * level], 1)));
}

using OpenCvSharp;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;
using SegService.Training.Augmentation;
using SegService.Training.Batches;
using SegService.Training.Data;
using SegService.Training.Models;
using SegService.Training.Network;
using SegService.Training.Runs;

namespace SegService.Training.Tests;

/// <summary>Images, networks and runs small enough for a test.</summary>
internal static class Synthetic
{
    public const int CropSize = 32;

    /// <summary>RGB only, so three planes.</summary>
    public static readonly ModelRecipe Recipe = new("tiny", ["rgb"]);

    public static readonly NetworkShape Shape = new(inputChannels: 3, channels: [16, 16], blocks: 1);

    /// <summary>Discs of diameter 20 in a grid, each of a grey level of its own: ten times its label, on black.</summary>
    public static TrainingImage Discs(int size = 160, string id = "discs", string modality = "fluorescence", string acquisition = "grid", int fold = 0)
    {
        var rgb = new Mat(size, size, MatType.CV_8UC3, Scalar.Black);
        var labels = new Mat(size, size, MatType.CV_16UC1, Scalar.Black);
        var label = 0;
        for (var y = 20; y < size - 12; y += 40)
        {
            for (var x = 20; x < size - 12; x += 40)
            {
                label++;
                Cv2.Circle(labels, new Point(x, y), 10, new Scalar(label), -1);
                Cv2.Circle(rgb, new Point(x, y), 10, Scalar.All(10 * label), -1);
            }
        }

        return new TrainingImage(id, modality, acquisition, fold, rgb, labels);
    }

    public static BatchMaker Maker(int seed = 1) => new(new ImageSampler([Discs()]), Recipe.ViewStack, CropSize, seed, AugmentationRecipe.Full);

    /// <summary>Of a network of <see cref="Shape"/>.</summary>
    public static ModelBundle Bundle(IReadOnlyList<string>? views = null) => new()
    {
        Name = Recipe.Name,
        Version = "1.0.0",
        Sha256 = "",
        Outputs = [MapKind.Nucleus, MapKind.Border, MapKind.Marker],
        Input = new InputRecipe(views ?? Recipe.Views, Shape.SizeMultiple),
        Thresholds = new PostprocessingThresholds(),
        Licence = "CC0-1.0",
        Description = "A test's.",
    };

    public static RunOptions Options(string folder, long crops) => new()
    {
        Model = Recipe.Name,
        Folder = folder,
        Crops = crops,
        BatchSize = 2,
        CropSize = CropSize,
        WarmUpSteps = 3,
        HalfPrecision = false,
        Threads = 1,
    };
}

using System.CommandLine;
using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Models;
using SegService.Training.Batches;
using SegService.Training.Calibration;
using SegService.Training.Data;
using SegService.Training.Distillation;
using SegService.Training.Models;
using SegService.Training.Runs;
using TorchSharp;

namespace SegService.Training.Commands;

/// <summary>train: one run of one model, from the start or from its newest checkpoint.</summary>
internal static class TrainCommand
{
    private const int ValidationCrops = 32;
    private const int SettlingCrops = 24;

    public static Command Create()
    {
        var command = new Command("train", "Train a model; checkpoints, log.csv and loss.png go to the run's folder.");
        var options = new TrainOptions(command);
        command.SetAction((parsed, stop) => Task.Run(() => Run(options.Read(parsed), options.Data(parsed), options.Resume(parsed), stop), CancellationToken.None));
        return command;
    }

    private static int Run(RunOptions options, string data, bool resume, CancellationToken stop)
    {
        if (!resume && Checkpoint.Newest(options.Folder) is not null)
        {
            Console.Error.WriteLine($"{options.Folder} holds a run already: continue it with --resume, or choose another --run.");
            return 1;
        }

        torch.set_num_threads(options.Threads);
        OpenCvSharp.Cv2.SetNumThreads(1);
        var recipe = ModelRecipe.Named(options.Model);
        var device = torch.cuda.is_available() ? torch.CUDA : torch.CPU;
        using var state = new TrainingState(recipe.Shape, options, device);
        var views = recipe.ViewStack;
        var maker = new BatchMaker(new ImageSampler(Images(options, data, state)), views, options.CropSize, options.Seed, options.Augmentation);
        if (!Begin(state, options, recipe, maker))
            return 1;

        new Trainer(options, state, new TrainingStep(options, views.Channels, device), Validation(options, data, recipe), TimeProvider.System)
            .Run(maker, stop);
        return 0;
    }

    /// <summary>With what the teacher says of them, where there is one: a minute or two for a hundred images.</summary>
    private static IReadOnlyList<TrainingImage> Images(RunOptions options, string data, TrainingState state)
    {
        var images = TrainingSet.Load(data, options.Split.Trains);
        if (options.Teacher is not { } folder)
            return images;
        var (bundle, graph) = HeldOutOptions.Read(folder);
        Teacher.Check(bundle, FoldTable.Read(Path.Combine(data, FoldTable.FileName)).Rows.Where(options.Split.Validates));
        state.Teacher = bundle.Identity.ToString();
        using var predictor = new BundlePredictor(bundle, graph, options.Threads);
        Console.WriteLine($"{bundle.Name} {bundle.Version} looks at {images.Count} images");
        return new Teacher(bundle, predictor.Predict).Teach(images);
    }

    private static bool Begin(TrainingState state, RunOptions options, ModelRecipe recipe, BatchMaker maker)
    {
        if (Checkpoint.Newest(options.Folder) is not { } checkpoint)
            return options.From is not { } bundle || BeginFrom(bundle, state, options, recipe, maker);
        Checkpoint.Restore(checkpoint, state);
        Console.WriteLine($"continuing after step {state.Step}");
        return true;
    }

    private static bool BeginFrom(string bundle, TrainingState state, RunOptions options, ModelRecipe recipe, BatchMaker maker)
    {
        if (!ModelBundleFile.Read(bundle).TryGet(out var read, out var failure))
        {
            Console.Error.WriteLine(failure.Detail);
            return false;
        }

        WarmStart.Load(state, recipe, read.Bundle, read.Graph);
        WarmStart.Settle(state, maker.Make(0, SettlingCrops), options.CropSize);
        Console.WriteLine($"beginning with {read.Bundle.Name} {read.Bundle.Version}");
        return true;
    }

    private static Batch[] Validation(RunOptions options, string data, ModelRecipe recipe)
    {
        var images = TrainingSet.Load(data, options.Split.Validates);
        if (images.Count == 0)
            return [];
        var maker = new BatchMaker(new ImageSampler(images), recipe.ViewStack, options.CropSize, seed: 0, augmentation: null);
        return [.. Enumerable.Range(0, ValidationCrops / options.BatchSize).Select(i => maker.Make(i * options.BatchSize, options.BatchSize))];
    }
}

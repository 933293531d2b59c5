using System.CommandLine;
using SegService.Training.Augmentation;
using SegService.Training.Batches;
using SegService.Training.Data;
using SegService.Training.Models;

namespace SegService.Training.Commands;

/// <summary>preview: crops and targets as a picture. Look at it before a night of training: a wrong target wastes the night.</summary>
internal static class PreviewCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "unet or unet-extended", DefaultValueFactory = _ => "unet-extended" };
        var data = DataOption.Create();
        var modality = new Option<string?>("--modality") { Description = "Only images of this modality" };
        var seed = new Option<int>("--seed") { Description = "Of the crops", DefaultValueFactory = _ => 1 };
        var crops = new Option<int>("--crops") { Description = "Rows of the picture", DefaultValueFactory = _ => 8 };
        var finish = new Option<bool>("--finish") { Description = "As train --finish sees them" };
        var output = new Option<string>("--output") { Description = "PNG to write", DefaultValueFactory = _ => "preview.png" };
        var command = new Command("preview", "Draw augmented crops with their views and targets, one crop a row.") { model, data, modality, seed, crops, finish, output };
        command.SetAction(parsed => Draw(ModelRecipe.Named(parsed.GetRequiredValue(model)), parsed.GetRequiredValue(data),
            parsed.GetValue(modality), parsed.GetValue(seed), parsed.GetValue(crops), AugmentationRecipe.For(parsed.GetValue(finish)), parsed.GetRequiredValue(output)));
        return command;
    }

    private static void Draw(ModelRecipe recipe, string data, string? modality, int seed, int crops, AugmentationRecipe augmentation, string output)
    {
        const int size = 256;
        var sampler = new ImageSampler(TrainingSet.Load(data, image => modality is null || image.Modality == modality));
        var batch = new BatchMaker(sampler, recipe.ViewStack, size, seed, augmentation).Make(0, crops);
        BatchSheet.Save(batch, recipe.ViewStack.Channels, size, output);
    }
}

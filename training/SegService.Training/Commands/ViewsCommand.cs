using System.CommandLine;
using OpenCvSharp;
using SegService.Pipeline.Preprocessing;
using SegService.Training.Batches;
using SegService.Training.Models;

namespace SegService.Training.Commands;

/// <summary>views: images as a model is shown them, one image a row: colour, then each further plane.</summary>
internal static class ViewsCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "unet or unet-extended", DefaultValueFactory = _ => "unet-extended" };
        var size = new Option<int>("--size") { Description = "Side of the square cut from each image's middle, in pixels", DefaultValueFactory = _ => 256 };
        var output = new Option<string>("--output") { Description = "PNG to write", DefaultValueFactory = _ => "views.png" };
        var images = new Argument<string[]>("images") { Description = "Files to show", Arity = ArgumentArity.OneOrMore };
        var command = new Command("views", "Draw images as a model is shown them, one image a row.") { model, size, output, images };
        command.SetAction(parsed =>
        {
            var views = ModelRecipe.Named(parsed.GetRequiredValue(model)).ViewStack;
            PlanePicture.SaveRows([.. parsed.GetRequiredValue(images).Select(path => Row(path, views, parsed.GetValue(size)))], parsed.GetRequiredValue(output));
        });
        return command;
    }

    /// <summary>The views are made of the whole image, as the service makes them, and then cut.</summary>
    private static IReadOnlyList<Mat> Row(string path, ViewStack views, int size)
    {
        using var bgr = Cv2.ImRead(path);
        if (bgr.Empty())
            throw new InvalidDataException($"{path} cannot be decoded.");
        using var rgb = bgr.CvtColor(ColorConversionCodes.BGR2RGB);
        using var input = views.Render(rgb);
        var middle = new Rect((rgb.Cols - size) / 2, (rgb.Rows - size) / 2, size, size);
        return [.. PlanePicture.Input(input.Data.Span, input.Channels, input.Height, input.Width).Select(picture => Cut(picture, middle))];
    }

    private static Mat Cut(Mat picture, Rect part)
    {
        using (picture)
            return picture.SubMat(part).Clone();
    }
}

using OpenCvSharp;
using SegService.Training.Data;

namespace SegService.Training.Augmentation;

/// <summary>Cuts a square out of an image at a random place, zoom, rotation and reflection.</summary>
internal static class Geometry
{
    /// <summary>Share of crops at nearly the image's own scale, where boundaries are as sharp as they will be in use.</summary>
    private const double OwnScaleShare = 0.35;

    /// <summary>The zoom of one crop: near 1, or such that the image's median diameter lands log-uniformly in the recipe's range.</summary>
    public static double DrawZoom(TrainingImage image, AugmentationRecipe recipe, CropRandom random)
    {
        if (random.Chance(OwnScaleShare))
            return random.LogBetween(0.85, 1.18);
        var wanted = random.LogBetween(recipe.SmallestDiameter, recipe.LargestDiameter);
        return Math.Clamp(wanted / image.MedianDiameter, 0.4, recipe.LargestZoom);
    }

    /// <summary>Cuts size x size pixels; beyond its edges the image is mirrored.</summary>
    public static Crop Cut(TrainingImage image, int size, double zoom, CropRandom random)
    {
        using var transform = Transform(image, size, zoom, random);
        var area = new Size(size, size);
        var (rgb, labels) = (new Mat(), new Mat());
        using var blurred = zoom < 0.75 ? image.Rgb.GaussianBlur(new Size(0, 0), 0.4 / zoom) : null;
        var source = blurred ?? image.Rgb;
        Cv2.WarpAffine(source, rgb, transform, area, InterpolationFlags.Linear | InterpolationFlags.WarpInverseMap, BorderTypes.Reflect101);
        Cv2.WarpAffine(image.Labels, labels, transform, area, InterpolationFlags.Nearest | InterpolationFlags.WarpInverseMap, BorderTypes.Reflect101);
        return new Crop(rgb, labels, image.Taught?.WarpAffine(transform, area, InterpolationFlags.Linear | InterpolationFlags.WarpInverseMap, BorderTypes.Reflect101));
    }

    /// <summary>From crop to image, 2 x 3 CV_64F: about the crop's centre, which lies anywhere the crop is mostly inside.</summary>
    private static Mat Transform(TrainingImage image, int size, double zoom, CropRandom random)
    {
        var angle = random.Below(4) * Math.PI / 2;
        if (random.Chance(0.5))
            angle += random.Between(-Math.PI / 4, Math.PI / 4);
        var mirror = random.Chance(0.5) ? -1 : 1;
        var (sin, cos) = Math.SinCos(angle);
        double a = cos / zoom * mirror, b = -sin / zoom, c = sin / zoom * mirror, d = cos / zoom;
        var half = (size - 1) / 2.0;
        var x = Centre(image.Rgb.Cols, size / zoom, random);
        var y = Centre(image.Rgb.Rows, size / zoom, random);
        return Mat.FromArray(new[,] { { a, b, x - (a * half) - (b * half) }, { c, d, y - (c * half) - (d * half) } });
    }

    private static double Centre(int length, double window, CropRandom random)
    {
        var margin = Math.Min(window * 0.4, length / 2.0);
        return random.Between(margin, length - 1 - margin);
    }
}

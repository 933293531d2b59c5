using OpenCvSharp;
using SegService.Training.Data;

namespace SegService.Training.Augmentation;

/// <summary>One image in, one crop out, as some other microscope might have shown it. A function of its arguments alone.</summary>
internal static class Augmenter
{
    public static Crop Draw(TrainingImage image, int size, AugmentationRecipe recipe, CropRandom random)
    {
        random.Frequency = recipe.Frequency;
        var zoom = Geometry.DrawZoom(image, recipe, random);
        var crop = Geometry.Cut(image, size, zoom, random);
        if (random.Alters(0.35))
        {
            using var donor = Geometry.Cut(image with { Taught = null }, size, zoom, random);
            Crowding.Apply(crop, donor, random);
            crop.Taught?.Dispose();
            crop = crop with { Taught = null };
        }

        Photograph(crop, image.Modality, random);
        return crop;
    }

    private static void Photograph(Crop crop, string modality, CropRandom random)
    {
        var dark = modality is "fluorescence" or "colour-dark";
        using var rgb = new Mat();
        crop.Rgb.ConvertTo(rgb, MatType.CV_32F, 1 / 255.0);
        if (random.Alters(dark ? 0.4 : 0.15))
            InstanceBrightness.Apply(rgb, crop.Labels, dark ? 0.2 : 0.6, random);
        Illumination.Clip(rgb);
        Illumination.Apply(rgb, dark, random);
        if (modality == "fluorescence")
            Stain.Tint(rgb, random);
        else
            Stain.Recolour(rgb, random);
        Sensor.Apply(rgb, random);
        Illumination.Clip(rgb);
        Sensor.Store(rgb, crop.Rgb, random);
    }
}

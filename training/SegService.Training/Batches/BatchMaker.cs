using OpenCvSharp;
using SegService.Pipeline.Preprocessing;
using SegService.Training.Augmentation;
using SegService.Training.Data;
using SegService.Training.Targets;

namespace SegService.Training.Batches;

/// <summary>Makes crop number n of a run: the same n gives the same crop, whoever asks and whenever.</summary>
/// <param name="sampler">Chooses the image.</param>
/// <param name="views">What the network is shown of it.</param>
/// <param name="size">Side of a crop in pixels.</param>
/// <param name="seed">Of the crops.</param>
/// <param name="augmentation">Null cuts crops and leaves them as they are.</param>
internal sealed class BatchMaker(ImageSampler sampler, ViewStack views, int size, int seed, AugmentationRecipe? augmentation)
{
    /// <summary>Drawn around the crop and cut away at the end, so that views and targets see beyond its edge.</summary>
    private const int Margin = 16;

    public Batch Make(long first, int count)
    {
        var (inputPlanes, targetPlanes) = (views.Channels * size * size, TargetPlanes.Count * size * size);
        var batch = new Batch(count, new float[count * inputPlanes], new float[count * targetPlanes]);
        for (var i = 0; i < count; i++)
        {
            using var crop = Draw(first + i);
            FillInput(crop.Rgb, batch.Inputs.AsSpan(i * inputPlanes, inputPlanes));
            TargetPlanes.Fill(crop.Labels, Margin, batch.Targets.AsSpan(i * targetPlanes, targetPlanes));
            if (crop.Taught is { } taught)
                TaughtPlanes.Blend(taught, Margin, batch.Targets.AsSpan(i * targetPlanes, targetPlanes));
        }

        return batch;
    }

    private Crop Draw(long number)
    {
        var random = new CropRandom(seed, number);
        var (image, side) = (sampler.Draw(random), size + (2 * Margin));
        return augmentation is null ? Geometry.Cut(image, side, 1, random) : Augmenter.Draw(image, side, augmentation, random);
    }

    private void FillInput(Mat rgb, Span<float> target)
    {
        using var input = views.Render(rgb);
        for (var channel = 0; channel < input.Channels; channel++)
        {
            var plane = input.Plane(channel).Span;
            for (var y = 0; y < size; y++)
                plane.Slice(((y + Margin) * input.Width) + Margin, size).CopyTo(target[(((channel * size) + y) * size)..]);
        }
    }
}

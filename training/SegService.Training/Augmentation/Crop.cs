using OpenCvSharp;

namespace SegService.Training.Augmentation;

/// <summary>A piece of an image on its way to the network. Owns its Mats; each step may replace their content.</summary>
/// <param name="Rgb">S x S CV_8UC3, RGB order.</param>
/// <param name="Labels">S x S CV_16UC1; the same label may appear twice where the image was mirrored at its edge.</param>
/// <param name="Taught">S x S CV_8UC3, see <see cref="Data.TrainingImage.Taught"/>; null where there is no teacher, or the crop shows what it was not asked about.</param>
internal sealed record Crop(Mat Rgb, Mat Labels, Mat? Taught = null) : IDisposable
{
    public void Dispose()
    {
        Rgb.Dispose();
        Labels.Dispose();
        Taught?.Dispose();
    }
}

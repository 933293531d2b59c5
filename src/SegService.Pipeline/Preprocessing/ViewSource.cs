using OpenCvSharp;

namespace SegService.Pipeline.Preprocessing;

/// <summary>What the views of one image have in common, computed once: its range and its lightness with nuclei bright.</summary>
public sealed class ViewSource : IDisposable
{
    private readonly ImageLevels? _levels;
    private readonly Lazy<Mat> _lightness;
    private readonly Lazy<IntensityRange> _range;

    /// <param name="rgb">H x W CV_8UC3, RGB order; stays the caller's.</param>
    /// <param name="levels">Of the image this is a part of; null where it is the whole image and tells them itself.</param>
    public ViewSource(Mat rgb, ImageLevels? levels = null)
    {
        (Rgb, _levels) = (rgb, levels);
        _lightness = new Lazy<Mat>(BrightNuclei);
        _range = new Lazy<IntensityRange>(() => levels?.Lightness ?? IntensityRange.Of(Lightness));
    }

    public Mat Rgb { get; }

    /// <summary>Of all samples of the image.</summary>
    public IntensityRange ColourRange => _levels?.Colour ?? IntensityRange.Of(Rgb);

    /// <summary>H x W CV_8UC1: brightest channel of a dark image, inverted luminance of a bright one; nuclei are bright in both.</summary>
    public Mat Lightness => _lightness.Value;

    /// <summary>Of the image's lightness.</summary>
    public IntensityRange LightnessRange => _range.Value;

    public void Dispose()
    {
        if (_lightness.IsValueCreated)
            _lightness.Value.Dispose();
    }

    private Mat BrightNuclei()
    {
        var luminance = Rgb.CvtColor(ColorConversionCodes.RGB2GRAY);
        if (_levels?.BrightGround ?? ImageLevels.IsGroundBright(LevelHistogram.Of(luminance)))
            Cv2.BitwiseNot(luminance, luminance);
        else
            ImageLevels.Brightest(Rgb, luminance);
        return luminance;
    }
}

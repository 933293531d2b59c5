using OpenCvSharp;

namespace SegService.Pipeline.Preprocessing;

/// <summary>Finds an image's levels band by band, the same as of the whole image.</summary>
internal sealed class LevelSurvey : IDisposable
{
    private readonly Mat _plane = new();
    private LevelHistogram? _colour;
    private LevelHistogram? _luminance;
    private LevelHistogram? _brightest;

    /// <param name="rgb">The next rows, CV_8UC3 in RGB order.</param>
    public void Add(Mat rgb)
    {
        _colour = LevelHistogram.Of(rgb).Plus(_colour);
        Cv2.CvtColor(rgb, _plane, ColorConversionCodes.RGB2GRAY);
        _luminance = LevelHistogram.Of(_plane).Plus(_luminance);
        ImageLevels.Brightest(rgb, _plane);
        _brightest = LevelHistogram.Of(_plane).Plus(_brightest);
    }

    /// <exception cref="InvalidOperationException">No rows were added.</exception>
    public ImageLevels Levels()
    {
        if (_colour is null || _luminance is null || _brightest is null)
            throw new InvalidOperationException("An image has rows.");
        var bright = ImageLevels.IsGroundBright(_luminance);
        // The lightness of a bright ground is its luminance inverted.
        return new ImageLevels(IntensityRange.Of(_colour), bright, IntensityRange.Of(bright ? _luminance.Inverted() : _brightest));
    }

    public void Dispose() => _plane.Dispose();
}

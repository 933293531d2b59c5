using OpenCvSharp;

namespace SegService.Pipeline.Classic;

/// <summary>The signal at the pixels <see cref="SignalRange"/> is estimated on, taken band by band.</summary>
internal sealed class PixelSample
{
    private readonly int _width;
    private readonly long _step;

    public PixelSample(int width, int height)
    {
        var pixels = (long)width * height;
        (_width, _step) = (width, SignalRange.Step(pixels));
        Values = new float[((pixels - 1) / _step) + 1];
    }

    public float[] Values { get; }

    /// <param name="band">CV_32F rows of the image from <paramref name="top"/> on.</param>
    /// <param name="top">Row of the image.</param>
    public void Take(Mat band, int top) => Each(band, top, (ref float value, float pixel) => value = pixel);

    public void Subtract(Mat band, int top) => Each(band, top, (ref float value, float pixel) => value -= pixel);

    private delegate void Change(ref float value, float pixel);

    private unsafe void Each(Mat band, int top, Change change)
    {
        var rows = band.Rows;
        for (var y = 0; y < rows; y++)
        {
            var start = (long)(top + y) * _width;
            var row = new ReadOnlySpan<float>((void*)band.Ptr(y), _width);
            for (var i = (start + _step - 1) / _step; i * _step < start + _width; i++)
                change(ref Values[i], row[(int)((i * _step) - start)]);
        }
    }
}

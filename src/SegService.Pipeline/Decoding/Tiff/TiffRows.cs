using OpenCvSharp;

namespace SegService.Pipeline.Decoding.Tiff;

/// <summary>One page's samples from its first row on, out of every directory and plane they lie in.</summary>
internal sealed class TiffRows : IDisposable
{
    private readonly List<TiffPixels> _sources = [];
    private readonly TiffSamples _samples;
    private int _next;

    public TiffRows(TiffSamples samples)
    {
        _samples = samples;
        try
        {
            foreach (var page in samples.Pages)
                _sources.Add(new TiffPixels(page));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The next rows of all samples, as the pipeline keeps them; alpha among them.</summary>
    public Mat Read(int rows)
    {
        var mats = new List<Mat>();
        try
        {
            foreach (var (page, plane) in _samples.Planes)
                mats.Add(TiffColours.Normalise(_samples.Pages[page], _sources[page].Read(_next, rows, plane)));
            _next += rows;
            if (_samples.Extracted is { } chosen)
                return mats[0].ExtractChannel(chosen);
            return mats.Count == 1 ? mats[0].Share() : Merge(mats);
        }
        finally
        {
            mats.ForEach(mat => mat.Dispose());
        }
    }

    public void Dispose() => _sources.ForEach(source => source.Dispose());

    private static Mat Merge(List<Mat> mats)
    {
        if (mats.Exists(mat => mat.Size() != mats[0].Size() || mat.Type() != mats[0].Type()))
            throw new TiffFormatException("its channels differ in size or type");
        var merged = new Mat();
        Cv2.Merge([.. mats], merged);
        return merged;
    }
}

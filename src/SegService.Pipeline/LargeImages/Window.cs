using OpenCvSharp;

namespace SegService.Pipeline.LargeImages;

/// <summary>A part of a large image that is segmented by itself. In pixels of the image.</summary>
/// <param name="Core">What it decides about; the cores of all windows cover the image once.</param>
/// <param name="Area">What it sees: the core with a margin, as far as the image goes.</param>
internal readonly record struct Window(Rect Core, Rect Area);

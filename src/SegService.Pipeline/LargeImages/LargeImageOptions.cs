using System.ComponentModel.DataAnnotations;
using SegService.Pipeline.Decoding;

namespace SegService.Pipeline.LargeImages;

/// <summary>When an image is worked on window by window, so that memory is bounded by a window and not by the image, and how.</summary>
public sealed class LargeImageOptions
{
    public const string Section = "SegService:LargeImages";

    /// <summary>
    /// Images of more pixels are worked on in windows: nothing but their labels is held whole, no maps are kept. The default is
    /// about 5,800 squared.
    /// </summary>
    [Range(65_536, 1L << 30)]
    public long WholePixels { get; set; } = 33_554_432;

    /// <summary>Pixels along either side of what each window decides about; less where a network enlarges the image.</summary>
    [Range(256, 8192)]
    public int WindowSide { get; set; } = 1024;

    /// <summary>
    /// Pixels a window sees beyond that on every side, at least. Nuclei that are longer are put together from pieces.
    /// </summary>
    [Range(64, 1024)]
    public int WindowMargin { get; set; } = 128;

    public bool InWindows(ImageInfo info) => info.Pixels > WholePixels;

    /// <summary>Pixels of the image for each one of the budget: without maps, inputs and a whole picture one takes a fifth of the memory.</summary>
    public int PixelsPerPermit(ImageInfo info) => InWindows(info) ? 5 : 1;
}

using OpenCvSharp;

namespace SegService.Pipeline.Preprocessing;

/// <summary>
/// One way of showing an image to a network. Pure: the same pixels give the same planes, and every length in it is in pixels, so
/// a crop looks as it does within its image (but for the image-wide intensity range).
/// </summary>
/// <param name="Name">As bundle.json names it.</param>
/// <param name="Planes">Number of planes it fills.</param>
/// <param name="Render">
/// Fills one H x W CV_32F plane for each of <paramref name="Planes"/>, values about -1..1; the Mats wrap the tensor's own memory.
/// </param>
public sealed record View(string Name, int Planes, Action<ViewSource, Mat[]> Render);

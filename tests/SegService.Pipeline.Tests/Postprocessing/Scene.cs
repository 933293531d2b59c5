using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Tests.Postprocessing;

/// <summary>Discs of known place and size as the maps of a flawless network.</summary>
internal sealed class Scene(int width, int height)
{
    private readonly float[] _nucleus = new float[width * height];
    private readonly float[] _marker = new float[width * height];

    public Scene Disc(double x, double y, double radius, float probability = 1)
    {
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var depth = 1 - (Math.Sqrt(((column - x) * (column - x)) + ((row - y) * (row - y))) / radius);
                var pixel = (row * width) + column;
                if (depth < 0 || depth < _marker[pixel])
                    continue;
                (_nucleus[pixel], _marker[pixel]) = (probability, (float)depth);
            }
        }

        return this;
    }

    public Scene Set(int x, int y, float probability)
    {
        _nucleus[(y * width) + x] = probability;
        return this;
    }

    public SegmentationMaps WithMarker(float[]? border = null) => new(width, height, _nucleus, border, _marker);

    public SegmentationMaps MaskOnly() => new(width, height, _nucleus);

    public SegmentationMaps WithBorder(float[] border) => new(width, height, _nucleus, border);

    public float[] Plane() => new float[width * height];
}

using System.Collections;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Encoding.Polygons;

/// <summary>Traces the outlines of all instances along the edges of their pixels. Linear in the pixels.</summary>
public static class InstancePolygons
{
    /// <returns>The polygons of instance i at index i - 1, one a part, in the order of their first pixel.</returns>
    public static IReadOnlyList<IReadOnlyList<PixelPolygon>> Trace(LabelImage labels)
    {
        using var parts = LabelParts.Of(labels);
        var rings = Rings(parts);
        var polygons = new List<PixelPolygon>[labels.Count];
        for (var part = 1; part < rings.Length; part++)
            (polygons[parts.Instances[part] - 1] ??= []).Add(new PixelPolygon(rings[part][0], [.. rings[part].Skip(1)]));
        return polygons;
    }

    /// <summary>
    /// By part. Every ring has an edge above one of its pixels; from the first such edge not yet passed, a ring is followed. The
    /// one above a part's first pixel is its outer ring, for no other of its pixels lies above.
    /// </summary>
    private static List<Corner[]>[] Rings(LabelParts parts)
    {
        var rings = new List<Corner[]>[parts.Instances.Count];
        var plane = parts.Plane;
        var tracer = new RingTracer(plane);
        for (var y = 0; y < plane.Height; y++)
        {
            for (var pixel = plane.RowStart(y); pixel < plane.RowStart(y) + plane.Width; pixel++)
            {
                if (plane.Labels[pixel] > 0 && tracer.IsOpenAbove(pixel))
                    (rings[plane.Labels[pixel]] ??= []).Add(tracer.Follow(pixel));
            }
        }

        return rings;
    }

    /// <summary>Walks with the part at its right hand and everything else at its left.</summary>
    private sealed class RingTracer(LabelPlane plane)
    {
        // East, south, west, north.
        private readonly int[] _ahead = [1, plane.Stride, -1, -plane.Stride];
        private readonly BitArray _passed = new(plane.Length);
        private readonly List<Corner> _corners = [];

        public bool IsOpenAbove(int pixel) => plane.Labels[pixel - plane.Stride] != plane.Labels[pixel] && !_passed[pixel];

        /// <summary>The ring that runs eastward above <paramref name="start"/>, from one of its corners.</summary>
        public Corner[] Follow(int start)
        {
            var part = plane.Labels[start];
            var (pixel, heading) = (start, 0);
            _corners.Clear();
            do
            {
                if (heading == 0)
                    _passed[pixel] = true;
                var ahead = pixel + _ahead[heading];
                var left = ahead + _ahead[(heading + 3) % 4];
                // Left comes first: where two pixels of the part meet at a corner only, the ring keeps to the gap between them, so
                // that it does not pass this corner twice (the pixels are connected elsewhere, so the other gap is another ring's).
                if (plane.Labels[left] == part)
                    (pixel, heading) = (left, Turn(left, heading + 3));
                else if (plane.Labels[ahead] == part)
                    pixel = ahead;
                else
                    heading = Turn(pixel, heading + 1);
            }
            while (pixel != start || heading != 0);
            return [.. _corners];
        }

        private int Turn(int pixel, int heading)
        {
            heading %= 4;
            var (x, y) = ((pixel % plane.Stride) - 1, (pixel / plane.Stride) - 1);
            _corners.Add(new Corner(heading is 1 or 2 ? x + 1 : x, heading is 2 or 3 ? y + 1 : y));
            return heading;
        }
    }
}

using SegService.Pipeline.Pooling;

namespace SegService.Pipeline.Postprocessing;

/// <summary>
/// Grows labelled seeds over the open pixels of a plane, highest level first, first come first served within a level: watershed
/// by flooding (Meyer 1994) with 256 levels, so that a bucket queue does in linear time what a heap does in n log n. Open pixels
/// connected to a seed (by edges) all end up labelled; no watershed line is left between instances.
/// </summary>
internal static class SeededWatershed
{
    private const int None = -1;
    private const int Highest = 255;

    /// <param name="plane">Seeds labelled 1.., pixels to be won <see cref="LabelPlane.Open"/>.</param>
    /// <param name="levels">Height of each pixel, laid out like the plane, frame included.</param>
    public static void Flood(LabelPlane plane, ReadOnlySpan<byte> levels)
    {
        var next = Scratch<int>.Pool.Rent(plane.Length);
        var queue = new LevelQueue(next);
        for (var y = 0; y < plane.Height; y++)
            EnqueueSeeds(plane, new Run(y, 0, plane.Width), levels, ref queue);
        Grow(plane, levels, ref queue);
        Scratch<int>.Pool.Return(next);
    }

    /// <summary>
    /// The same, one part of the foreground after the other: parts do not touch, so nothing changes but what is worked on at a time,
    /// which stays in the processor's cache however large the image is.
    /// </summary>
    /// <param name="plane">As above.</param>
    /// <param name="levels">As above.</param>
    /// <param name="parts">Seeds and open pixels together, as components connected by edges.</param>
    public static void Flood(LabelPlane plane, ReadOnlySpan<byte> levels, ConnectedRuns parts)
    {
        var next = Scratch<int>.Pool.Rent(plane.Length);
        var order = Scratch<int>.Pool.Rent(parts.Runs.Length);
        var queue = new LevelQueue(next);
        parts.Order(order);
        for (int i = 0, part; i < parts.Runs.Length;)
        {
            part = parts.Runs[order[i]].Component;
            for (; i < parts.Runs.Length && parts.Runs[order[i]].Component == part; i++)
                EnqueueSeeds(plane, parts.Runs[order[i]], levels, ref queue);
            Grow(plane, levels, ref queue);
        }

        Scratch<int>.Pool.Return(next);
        Scratch<int>.Pool.Return(order);
    }

    private static void EnqueueSeeds(LabelPlane plane, in Run run, ReadOnlySpan<byte> levels, ref LevelQueue queue)
    {
        var (labels, stride, row) = (plane.Labels, plane.Stride, plane.RowStart(run.Row));
        for (var p = row + run.Start; p < row + run.End; p++)
        {
            if (labels[p] > 0 && Touches(labels, p, stride))
                queue.Push(p, levels[p]);
        }
    }

    private static bool Touches(int[] labels, int p, int stride) =>
        labels[p - 1] == LabelPlane.Open || labels[p + 1] == LabelPlane.Open
        || labels[p - stride] == LabelPlane.Open || labels[p + stride] == LabelPlane.Open;

    private static void Grow(LabelPlane plane, ReadOnlySpan<byte> levels, ref LevelQueue queue)
    {
        var labels = plane.Labels;
        ReadOnlySpan<int> neighbours = [-plane.Stride, -1, 1, plane.Stride];
        while (queue.Pop() is var p and not None)
        {
            foreach (var offset in neighbours)
            {
                var q = p + offset;
                if (labels[q] != LabelPlane.Open)
                    continue;
                labels[q] = labels[p];
                queue.Push(q, levels[q]);
            }
        }
    }

    /// <summary>256 first-in-first-out lists threaded through one array: a pixel is queued at most once.</summary>
    private ref struct LevelQueue
    {
        private readonly int[] _next;
        private readonly int[] _first = new int[256];
        private readonly int[] _last = new int[256];
        private int _level = Highest;

        public LevelQueue(int[] next)
        {
            _next = next;
            _first.AsSpan().Fill(None);
        }

        /// <summary>Levels already flooded are not gone back to: the pixel then counts as part of the current one.</summary>
        public readonly void Push(int pixel, int level)
        {
            level = Math.Min(level, _level);
            _next[pixel] = None;
            if (_first[level] == None)
                _first[level] = pixel;
            else
                _next[_last[level]] = pixel;
            _last[level] = pixel;
        }

        /// <summary>The next pixel, or none; then the highest level comes next again.</summary>
        public int Pop()
        {
            while (_first[_level] == None)
            {
                if (_level-- > 0)
                    continue;
                _level = Highest;
                return None;
            }

            var pixel = _first[_level];
            _first[_level] = _next[pixel];
            return pixel;
        }
    }
}

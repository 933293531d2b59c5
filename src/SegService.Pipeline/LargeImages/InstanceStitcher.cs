using System.Runtime.InteropServices;
using OpenCvSharp;
using SegService.Pipeline.Measurement;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.LargeImages;

/// <summary>
/// Puts the instances of overlapping windows together so that each nucleus comes once and whole. Most lie well inside some window;
/// one of those that see a nucleus whole gives it, and what another found in its place is left out. What no window sees whole,
/// because it is longer than the margin, is put together from pieces. Windows come in the grid's order. Not thread-safe.
/// </summary>
/// <param name="grid">The windows.</param>
/// <param name="thresholds">Which instances are too small for the whole image.</param>
internal sealed class InstanceStitcher(WindowGrid grid, PostprocessingThresholds thresholds)
{
    private readonly LabelCanvas _canvas = new(grid.Width, grid.Height);
    private readonly List<(int Area, double Score)> _instances = [default]; // by label
    private readonly List<(Run[] Runs, double Score)> _pieces = [];

    /// <param name="window">The next one.</param>
    /// <param name="found">Of the window's area.</param>
    /// <param name="confidence">Row-major, one value 0..1 a pixel of the area.</param>
    public void Add(Window window, LabelImage found, ReadOnlySpan<float> confidence)
    {
        var instances = LabelRuns.Of(found, window.Area);
        for (var label = 1; label <= found.Count; label++)
        {
            var runs = instances[label];
            var shape = RunShape.Of(runs);
            var score = Score(runs, window.Area, confidence) / shape.Area;
            if (grid.IsCut(window, shape.Box))
                AddPiece(window, runs, score);
            else if (grid.Gives(window, shape))
                AddWhole(runs, shape.Area, score);
        }
    }

    /// <summary>The image's labels, and instance i at index i - 1. Ends the stitching.</summary>
    public (LabelImage Labels, IReadOnlyList<Instance> Instances) Finish()
    {
        var whole = _instances.Count;
        foreach (var (runs, score) in _pieces)
            PlacePiece(runs, score);
        Renumber(PieceJoiner.Join(_canvas, grid, whole, _instances.Count));

        var labels = LabelImage.Adopt(grid.Width, grid.Height, _canvas.Labels, out var ids);
        var scores = new double[labels.Count];
        for (var label = 1; label < ids.Length; label++)
        {
            if (ids[label] > 0)
                scores[ids[label] - 1] = _instances[label].Score;
        }

        return (labels, InstanceMeasurer.Measure(labels, scores));
    }

    private void AddWhole(ReadOnlySpan<Run> runs, int area, double score)
    {
        var covered = _canvas.Covered(runs);
        if (covered == 0)
            Paint(runs, area, score);
        else if (2 * covered < area)
            Paint(CollectionsMarshal.AsSpan(_canvas.FreeParts(runs).MaxBy(part => part.Sum(run => run.Length))), area - covered, score);
    }

    private void AddPiece(Window window, ReadOnlySpan<Run> runs, double score)
    {
        var (core, inside) = (window.Core, new List<Run>());
        foreach (ref readonly var run in runs)
        {
            var clipped = new Run(run.Row, Math.Max(run.Start, core.X), Math.Min(run.End, core.X + core.Width));
            if (clipped.Length > 0 && run.Row >= core.Y && run.Row < core.Y + core.Height)
                inside.Add(clipped);
        }

        if (inside.Count > 0)
            _pieces.Add(([.. inside], score));
    }

    private void PlacePiece(Run[] runs, double score)
    {
        if (2 * _canvas.Covered(runs) >= RunShape.Of(runs).Area)
            return;
        foreach (var part in _canvas.FreeParts(runs))
            Paint(CollectionsMarshal.AsSpan(part), part.Sum(run => run.Length), score);
    }

    private void Paint(ReadOnlySpan<Run> runs, int area, double score)
    {
        _canvas.Paint(runs, _instances.Count);
        _instances.Add((area, score));
    }

    /// <summary>Joins pieces and takes out what is too small, alone or beside the image's others.</summary>
    /// <param name="roots">By label: the label of the instance it is part of.</param>
    private void Renumber(int[] roots)
    {
        for (var label = 1; label < roots.Length; label++)
        {
            var (root, (area, score)) = (roots[label], _instances[label]);
            if (root == label)
                continue;
            var other = _instances[root];
            _instances[root] = (other.Area + area, ((other.Score * other.Area) + (score * area)) / (other.Area + area));
            _instances[label] = default;
        }

        var areas = _instances.Select(instance => instance.Area).Where(area => area >= Math.Max(1, thresholds.MinArea));
        var smallest = InstanceFilter.SmallestArea(areas, thresholds);
        var numbers = roots.Select(root => root > 0 && _instances[root].Area >= smallest ? root : 0).ToArray();
        if (numbers.Where((number, label) => number != label).Any())
            Replace(numbers);
    }

    private void Replace(int[] numbers)
    {
        foreach (ref var label in _canvas.Labels.AsSpan())
            label = numbers[label];
    }

    private static double Score(ReadOnlySpan<Run> runs, Rect area, ReadOnlySpan<float> confidence)
    {
        var sum = 0.0;
        foreach (ref readonly var run in runs)
        {
            foreach (var value in confidence.Slice(((run.Row - area.Y) * area.Width) + run.Start - area.X, run.Length))
                sum += value;
        }

        return sum;
    }
}

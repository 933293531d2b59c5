using SegService.Pipeline.Pooling;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Classic;

/// <summary>
/// Finds nuclei of any brightness at once: of all components at a dozen levels, nested like contour lines, it takes those most
/// like an ellipse, none inside another. A dim nucleus is taken at a low level, two bright ones that touch at the level where
/// they part, a nucleus inside stained cytoplasm above the cytoplasm. (Component trees: Jones 1999; the choice is a bottom-up
/// comparison of each component with the best of its parts.)
/// </summary>
internal sealed class ComponentTree : IDisposable
{
    private const int Levels = 12;

    /// <summary>In pixels: the shape of less says nothing.</summary>
    private const int MinArea = 60;

    private const double MaxAreaFraction = 0.25;
    private const double Margin = 0.03;

    private readonly PooledList<ComponentNode> _nodes = new();
    private readonly ConnectedRuns[] _levels = new ConnectedRuns[Levels];
    private readonly int[] _firstNode = new int[Levels];

    /// <summary>Labels the chosen components on the plane; all other pixels become background.</summary>
    public static void Select(ReadOnlySpan<float> signal, SignalRange range, LabelPlane plane)
    {
        using var tree = new ComponentTree();
        tree.Build(signal, range, plane);
        tree.Choose(MaxAreaFraction * plane.Width * plane.Height);
        tree.Paint(plane);
    }

    public void Dispose()
    {
        foreach (var level in _levels)
            level?.Dispose();
        _nodes.Dispose();
    }

    private void Build(ReadOnlySpan<float> signal, SignalRange range, LabelPlane plane)
    {
        var owners = new int[signal.Length];
        owners.AsSpan().Fill(-1);
        for (var level = 0; level < Levels; level++)
        {
            Threshold(signal, Height(range, level), plane);
            _levels[level] = ConnectedRuns.Find(plane, LabelPlane.Open);
            AddNodes(level, owners, plane.Width);
        }
    }

    /// <summary>Levels are even in the square root of the signal: closer where it is dim.</summary>
    private static float Height(SignalRange range, int level)
    {
        var (low, high) = (MathF.Sqrt(range.Floor), MathF.Sqrt(range.Ceiling));
        var root = low + ((high - low) * level / Levels);
        return root * root;
    }

    private static void Threshold(ReadOnlySpan<float> signal, float height, LabelPlane plane)
    {
        for (var y = 0; y < plane.Height; y++)
        {
            var row = plane.Row(y);
            var values = signal.Slice(y * plane.Width, plane.Width);
            for (var x = 0; x < row.Length; x++)
                row[x] = values[x] >= height ? LabelPlane.Open : LabelPlane.Background;
        }
    }

    private void AddNodes(int level, int[] owners, int width)
    {
        var first = _firstNode[level] = _nodes.Count;
        foreach (ref readonly var run in _levels[level].Runs)
        {
            var pixels = owners.AsSpan((run.Row * width) + run.Start, run.Length);
            var node = first + run.Component;
            if (node == _nodes.Count)
                _nodes.Add(new ComponentNode(pixels[0]));
            _nodes[node].Add(run);
            pixels.Fill(node);
        }
    }

    /// <summary>Parts come after the component they are part of: backwards is bottom-up, forwards top-down.</summary>
    private void Choose(double maxArea)
    {
        for (var i = _nodes.Count - 1; i >= 0; i--)
        {
            ref var node = ref _nodes[i];
            if (node.Area < MinArea)
                continue;
            var (quality, weight) = node.Choose(maxArea, Margin);
            if (node.Parent >= 0)
                _nodes[node.Parent].AddPart(quality, weight);
        }

        foreach (ref var node in _nodes.Span)
            node.Covered = node.Parent >= 0 && (_nodes[node.Parent].Chosen || _nodes[node.Parent].Covered);
    }

    private void Paint(LabelPlane plane)
    {
        for (var y = 0; y < plane.Height; y++)
            plane.Row(y).Clear();
        for (var level = 0; level < Levels; level++)
        {
            var labels = new int[_levels[level].Components];
            for (var i = 0; i < labels.Length; i++)
                labels[i] = _nodes[_firstNode[level] + i] is { Chosen: true, Covered: false } ? plane.AddLabels(1) : 0;
            foreach (ref readonly var run in _levels[level].Runs)
            {
                if (labels[run.Component] > 0)
                    plane.Row(run.Row)[run.Start..run.End].Fill(labels[run.Component]);
            }
        }
    }
}

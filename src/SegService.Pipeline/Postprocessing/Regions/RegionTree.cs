namespace SegService.Pipeline.Postprocessing.Regions;

/// <summary>
/// All regions that may be one nucleus: the basins of a landscape, and what comes of joining two neighbours again and again, those with the highest saddle
/// between them first. Children come before their parents.
/// </summary>
internal sealed class RegionTree
{
    private readonly List<RegionNode> _nodes = [];

    private RegionTree()
    {
    }

    public IReadOnlyList<RegionNode> Nodes => _nodes;

    public static RegionTree Of(RegionGraph graph)
    {
        var tree = new RegionTree();
        var growing = new Forest(graph);
        for (var label = 1; label < graph.Regions.Length; label++)
        {
            if (graph.Regions[label].Area > 0)
                growing.Plant(label, tree.Add(new RegionNode { Label = label, Sums = graph.Regions[label] }));
        }

        foreach (var (a, b, edge) in graph.Edges)
        {
            if (growing.TryJoin(a, b, out var first, out var second, out var shared))
                growing.Crown(a, tree.Join(first, second, shared with { Saddle = edge.Saddle }));
        }

        return tree;
    }

    private int Add(RegionNode node)
    {
        _nodes.Add(node);
        return _nodes.Count - 1;
    }

    private int Join(int a, int b, RegionEdge inner)
    {
        var sums = _nodes[a].Sums;
        sums.Add(_nodes[b].Sums);
        sums.Outline -= 2 * inner.Length;
        return _nodes[a].Parent = _nodes[b].Parent = Add(new RegionNode { First = a, Second = b, Inner = inner, Sums = sums });
    }

    /// <summary>Union-find over labels that knows each cluster's node and the edges that may lead out of it.</summary>
    private sealed class Forest
    {
        private readonly RegionGraph _graph;
        private readonly int[] _parents;
        private readonly int[] _nodes;
        private readonly List<int>[] _edges;

        public Forest(RegionGraph graph)
        {
            _graph = graph;
            _parents = [.. Enumerable.Range(0, graph.Regions.Length)];
            _nodes = new int[graph.Regions.Length];
            _edges = new List<int>[graph.Regions.Length];
            for (var i = 0; i < graph.Edges.Length; i++)
            {
                (_edges[graph.Edges[i].First] ??= []).Add(i);
                (_edges[graph.Edges[i].Second] ??= []).Add(i);
            }
        }

        public void Plant(int label, int node) => _nodes[label] = node;

        public void Crown(int label, int node) => _nodes[Root(label)] = node;

        /// <summary>False where both are one already. Walks the edges of the cluster that has fewer, so that no edge is walked more than log n times.</summary>
        public bool TryJoin(int a, int b, out int first, out int second, out RegionEdge shared)
        {
            (a, b, shared) = (Root(a), Root(b), default);
            (first, second) = (_nodes[a], _nodes[b]);
            if (a == b)
                return false;
            var (small, large) = _edges[a].Count < _edges[b].Count ? (a, b) : (b, a);
            foreach (var edge in _edges[small])
            {
                var (from, to, between) = _graph.Edges[edge];
                var (p, q) = (Root(from), Root(to));
                if (p == q)
                    continue;
                if (p == large || q == large)
                    shared.Add(between);
                else
                    _edges[large].Add(edge);
            }

            _edges[small] = [];
            _parents[small] = large;
            return true;
        }

        private int Root(int label)
        {
            while (_parents[label] != label)
                label = _parents[label] = _parents[_parents[label]];
            return label;
        }
    }
}

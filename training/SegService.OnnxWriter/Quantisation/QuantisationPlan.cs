using SegService.OnnxFormat;

namespace SegService.OnnxWriter.Quantisation;

/// <summary>
/// Which nodes of a graph compute in eight bits, and which values are stored in eight bits for them. A ReLU belongs to the node
/// before it. A node whose result is not read by another such node stays as it is: that is the head, whose values are the answer.
/// </summary>
internal sealed class QuantisationPlan
{
    private readonly HashSet<string> _constants;
    private readonly ILookup<string, NodeProto> _readers;
    private readonly HashSet<string> _activations = [];
    private readonly HashSet<string> _convolutions = [];

    public QuantisationPlan(GraphProto graph)
    {
        _constants = [.. graph.Initializer.Select(constant => constant.Name)];
        _readers = graph.Node.SelectMany(node => node.Input.Select(input => (Input: input, Node: node))).ToLookup(read => read.Input, read => read.Node);
        foreach (var node in graph.Node.Where(node => CanBe(node) && _readers[Result(node)].Any(CanBe)))
        {
            _activations.UnionWith(Operands(node));
            _activations.Add(Result(node));
            if (node.OpType == "Conv")
                _convolutions.Add(node.Name);
        }
    }

    /// <summary>Names of the values stored in eight bits.</summary>
    public IReadOnlySet<string> Activations => _activations;

    /// <summary>Whether a node is a convolution in eight bits.</summary>
    public bool Convolves(NodeProto node) => _convolutions.Contains(node.Name);

    private bool CanBe(NodeProto node) => node.OpType switch
    {
        "Add" or "Concat" or "Resize" => true,
        "Conv" => node.Input.Count == 3 && node.Input.Skip(1).All(_constants.Contains),
        _ => false,
    };

    private IEnumerable<string> Operands(NodeProto node) =>
        node.OpType is "Add" or "Concat" ? node.Input.Where(input => !_constants.Contains(input)) : node.Input.Take(1);

    private string Result(NodeProto node)
    {
        var readers = _readers[node.Output[0]].ToList();
        return readers is [{ OpType: "Relu" } relu] ? relu.Output[0] : node.Output[0];
    }
}

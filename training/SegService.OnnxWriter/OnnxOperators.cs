using static SegService.OnnxWriter.OnnxAttribute;

namespace SegService.OnnxWriter;

/// <summary>The operators U-Net-like networks are made of, with square kernels over N x C x H x W tensors.</summary>
public static class OnnxOperators
{
    private static readonly OnnxValue LeftOut = new("");

    /// <summary>
    /// Weights are Out x In/groups x K x K, the bias Out values. Padding is zeros added at each edge: K/2 keeps the size of an odd
    /// kernel at stride 1.
    /// </summary>
    public static OnnxValue Conv(this OnnxGraph graph, OnnxValue input, OnnxValue weights, OnnxValue? bias = null, int stride = 1,
        int padding = 0, int dilation = 1, int groups = 1) =>
        graph.Node("Conv", bias is { } b ? [input, weights, b] : [input, weights], Ints("strides", stride, stride),
            Ints("pads", padding, padding, padding, padding), Ints("dilations", dilation, dilation), Int("group", groups));

    /// <summary>Weights are In x Out x K x K, the bias Out values.</summary>
    public static OnnxValue ConvTranspose(this OnnxGraph graph, OnnxValue input, OnnxValue weights, OnnxValue? bias = null,
        int stride = 1, int padding = 0) =>
        graph.Node("ConvTranspose", bias is { } b ? [input, weights, b] : [input, weights], Ints("strides", stride, stride),
            Ints("pads", padding, padding, padding, padding));

    public static OnnxValue MaxPool(this OnnxGraph graph, OnnxValue input, int kernel, int? stride = null, int padding = 0) =>
        graph.Node("MaxPool", [input], Pooling(kernel, stride ?? kernel, padding));

    /// <summary>Mean over the kernel, zeros of the padding not counted.</summary>
    public static OnnxValue AveragePool(this OnnxGraph graph, OnnxValue input, int kernel, int? stride = null, int padding = 0) =>
        graph.Node("AveragePool", [input], Pooling(kernel, stride ?? kernel, padding));

    /// <summary>Mean over height and width, kept as 1 x 1.</summary>
    public static OnnxValue GlobalAveragePool(this OnnxGraph graph, OnnxValue input) => graph.Node("GlobalAveragePool", [input]);

    /// <summary>Enlarges height and width by a whole factor, repeating pixels.</summary>
    public static OnnxValue UpsampleNearest(this OnnxGraph graph, OnnxValue input, int factor) =>
        graph.Resize(input, factor, Text("mode", "nearest"), Text("coordinate_transformation_mode", "asymmetric"),
            Text("nearest_mode", "floor"));

    /// <summary>Enlarges height and width by a whole factor, bilinear with half-pixel centres (align_corners = false).</summary>
    public static OnnxValue UpsampleBilinear(this OnnxGraph graph, OnnxValue input, int factor) =>
        graph.Resize(input, factor, Text("mode", "linear"), Text("coordinate_transformation_mode", "half_pixel"));

    /// <summary>Joins along an axis; 1 is channels.</summary>
    public static OnnxValue Concat(this OnnxGraph graph, IEnumerable<OnnxValue> inputs, int axis = 1) =>
        graph.Node("Concat", inputs, Int("axis", axis));

    public static OnnxValue ReduceMean(this OnnxGraph graph, OnnxValue input, params IEnumerable<long> axes) =>
        graph.Node("ReduceMean", [input], Ints("axes", axes), Int("keepdims", 1));

    public static OnnxValue Relu(this OnnxGraph graph, OnnxValue input) => graph.Node("Relu", [input]);

    public static OnnxValue LeakyRelu(this OnnxGraph graph, OnnxValue input, float slope) =>
        graph.Node("LeakyRelu", [input], Float("alpha", slope));

    public static OnnxValue Sigmoid(this OnnxGraph graph, OnnxValue input) => graph.Node("Sigmoid", [input]);

    public static OnnxValue Add(this OnnxGraph graph, OnnxValue left, OnnxValue right) => graph.Node("Add", [left, right]);

    public static OnnxValue Mul(this OnnxGraph graph, OnnxValue left, OnnxValue right) => graph.Node("Mul", [left, right]);

    private static OnnxValue Resize(this OnnxGraph graph, OnnxValue input, int factor, params IEnumerable<OnnxAttribute> attributes) =>
        graph.Node("Resize", [input, LeftOut, graph.Floats(graph.Unused("scales"), 1, 1, factor, factor)], attributes);

    private static OnnxAttribute[] Pooling(int kernel, int stride, int padding) =>
        [Ints("kernel_shape", kernel, kernel), Ints("strides", stride, stride), Ints("pads", padding, padding, padding, padding)];
}

using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SegService.Training.Network;

/// <summary>Convolution and batch norm, then ReLU unless told otherwise; the convolution runs in its input's type.</summary>
internal sealed class ConvUnit : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly BatchNorm2d norm;
    private readonly bool _relu;

    public ConvUnit(int from, int to, int kernel = 3, int stride = 1, bool relu = true)
        : base(nameof(ConvUnit))
    {
        weight = new Parameter(empty(to, from, kernel, kernel));
        nn.init.kaiming_normal_(weight, mode: nn.init.FanInOut.FanIn);
        norm = nn.BatchNorm2d(to);
        (_relu, Stride, Kernel) = (relu, stride, kernel);
        RegisterComponents();
    }

    public int Stride { get; }

    public int Kernel { get; }

    public bool Relu => _relu;

    /// <summary>Output channels x input channels x kernel x kernel, float32.</summary>
    public Parameter Weight => weight;

    public BatchNorm2d Norm => norm;

    public override Tensor forward(Tensor x)
    {
        var convolved = nn.functional.conv2d(x, weight.to(x.dtype), strides: [Stride, Stride], padding: [Kernel / 2, Kernel / 2]);
        var normed = norm.call(convolved);
        return _relu ? nn.functional.relu(normed) : normed;
    }
}

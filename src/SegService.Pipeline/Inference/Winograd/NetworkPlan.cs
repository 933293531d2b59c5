namespace SegService.Pipeline.Inference.Winograd;

/// <summary>A network as the layers to run one after the other, and the memory they pass their results in.</summary>
internal sealed record NetworkPlan
{
    /// <summary>What <see cref="Layer.Residual"/> and <see cref="Layer.Target"/> are where there is none.</summary>
    public const int None = -1;

    /// <summary>C of the input.</summary>
    public required int ImageChannels { get; init; }

    /// <summary>K of the output.</summary>
    public required int OutputChannels { get; init; }

    /// <summary>Whether the last layer's result goes through a sigmoid.</summary>
    public required bool Sigmoid { get; init; }

    /// <summary>Memory that tensors share one after the other; the first is the image's.</summary>
    public required IReadOnlyList<Slot> Slots { get; init; }

    public required IReadOnlyList<Layer> Layers { get; init; }

    /// <summary>Height and width of a tile are multiples of this.</summary>
    public int SizeMultiple => 1 << Slots.Max(slot => slot.Scale);
}

/// <summary>Memory of one tensor at a time: H and W of the image, each divided by 2^<paramref name="Scale"/>.</summary>
/// <param name="Channels">Floats a pixel.</param>
/// <param name="Scale">log2 of the factor by which it is smaller than the image.</param>
internal readonly record struct Slot(int Channels, int Scale);

/// <summary>What a layer reads: a slot, read larger by 2^<paramref name="Enlarged"/>.</summary>
internal readonly record struct LayerSource(int Slot, int Enlarged);

/// <summary>One convolution with what follows it: residual and ReLU.</summary>
/// <param name="Convolution">The weights.</param>
/// <param name="Sources">The slots that are convolved.</param>
/// <param name="Target">The result's slot; none for the network's output.</param>
/// <param name="Residual">A slot that is added to the result.</param>
/// <param name="Relu">Whether negative values become 0.</param>
/// <param name="Scale">log2 of the factor by which the result is smaller than the image.</param>
internal sealed record Layer(Convolution Convolution, IReadOnlyList<LayerSource> Sources, int Target, int Residual, bool Relu, int Scale);

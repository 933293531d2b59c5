namespace SegService.Pipeline.Inference.Winograd;

/// <summary>A tensor of the network while it is being planned; two of the same shape are two.</summary>
internal sealed class PlannedTensor(Slot slot, int channels)
{
    /// <summary>The memory it needs.</summary>
    public Slot Slot => slot;

    /// <summary>C, where its memory has room for more.</summary>
    public int Channels => channels;
}

/// <summary>A tensor as a layer reads it: enlarged, beside others.</summary>
/// <param name="Tensor">What is read.</param>
/// <param name="Enlarged">log2 of the factor by which it is read larger.</param>
internal readonly record struct TensorPart(PlannedTensor Tensor, int Enlarged)
{
    public int Scale => Tensor.Slot.Scale - Enlarged;
}

/// <summary>A <see cref="Layer"/> before its tensors have memory; without <paramref name="Target"/> it gives the network's output.</summary>
internal sealed record PlannedLayer(
    Convolution Convolution, IReadOnlyList<TensorPart> Sources, PlannedTensor? Target, PlannedTensor? Residual, bool Relu, int Scale);

/// <summary>The graph is not of the kind that is run here.</summary>
internal sealed class UnusualGraphException : Exception;

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace SegService.Pipeline.Inference.Winograd;

/// <summary>Where one convolution reads and writes in one run.</summary>
internal unsafe struct LayerCall
{
    /// <summary>Tensors that are convolved, at most; only concatenations of few tensors are run here.</summary>
    public const int MostSources = 4;

    /// <summary>How many are convolved.</summary>
    public int SourceCount;

    /// <summary>Where the result goes; without origin where it goes to <see cref="Planes"/>.</summary>
    public Activation Target;

    /// <summary>What is added to the result, of the target's shape; without origin it is nothing.</summary>
    public Activation Residual;

    /// <summary>K x H x W, for the network's output.</summary>
    public float* Planes;

    /// <summary>H of the result.</summary>
    public int Height;

    /// <summary>W of the result.</summary>
    public int Width;

    /// <summary>Whether negative values become 0.</summary>
    public bool Relu;

    private SourceList _sources;

    /// <summary>What is convolved; the channels of one follow those of the other.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<Activation> Sources => ((ReadOnlySpan<Activation>)_sources)[..SourceCount];

    public void Add(Activation source) => _sources[SourceCount++] = source;

    [InlineArray(MostSources)]
    private struct SourceList
    {
        private Activation _first;
    }
}

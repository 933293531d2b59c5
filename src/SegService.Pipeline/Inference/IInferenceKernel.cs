namespace SegService.Pipeline.Inference;

/// <summary>
/// One network on one device: synchronous and pure, the same tile gives the same result in any batch. <see cref="Run"/> may be
/// called from several threads at once.
/// </summary>
public interface IInferenceKernel : IDisposable
{
    /// <summary>C: planes of a tile the network reads.</summary>
    int InputChannels { get; }

    /// <summary>K: planes the network gives for each tile, of the tile's height and width.</summary>
    int OutputChannels { get; }

    /// <summary>Runs <paramref name="count"/> tiles. Any exception means that none of them has a result.</summary>
    /// <param name="count">N, at least 1.</param>
    /// <param name="shape">C x H x W of every tile.</param>
    /// <param name="input">N x C x H x W, row-major.</param>
    /// <param name="output">N x K x H x W, row-major; overwritten.</param>
    void Run(int count, TileShape shape, Memory<float> input, Memory<float> output);
}

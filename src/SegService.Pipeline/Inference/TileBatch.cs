using SegService.Pipeline.Models;
using SegService.Pipeline.Pooling;

namespace SegService.Pipeline.Inference;

/// <summary>Tiles of one model and shape that run together. Holds the model while it runs; inputs go back to the pool after.</summary>
internal sealed class TileBatch : IDisposable
{
    public TileBatch(IReadOnlyList<TileWork> tiles)
    {
        (Tiles, Model, Shape) = (tiles, tiles[0].Flow.Model, tiles[0].Flow.Shape);
        if (!Model.TryRetain())
            throw new InvalidOperationException($"{Model.Identity} was disposed under a request that leases it.");
    }

    public IReadOnlyList<TileWork> Tiles { get; }

    public LoadedModel Model { get; }

    public TileShape Shape { get; }

    public long Pixels => (long)Tiles.Count * Shape.Pixels;

    /// <returns>Maps of each tile, in the tiles' order.</returns>
    public IReadOnlyList<TileTensor> Run(IInferenceKernel kernel)
    {
        var shape = Shape with { Channels = kernel.OutputChannels };
        if (Tiles.Count == 1)
            return [RunOne(kernel, shape)];

        var input = Scratch<float>.Pool.Rent(checked(Tiles.Count * Shape.Elements));
        var output = Scratch<float>.Pool.Rent(checked(Tiles.Count * shape.Elements));
        try
        {
            for (var i = 0; i < Tiles.Count; i++)
                Tiles[i].Input.Data.CopyTo(input.AsMemory(i * Shape.Elements));
            kernel.Run(Tiles.Count, Shape, input.AsMemory(0, Tiles.Count * Shape.Elements), output.AsMemory(0, Tiles.Count * shape.Elements));
            return [.. Enumerable.Range(0, Tiles.Count).Select(i => Copy(output.AsSpan(i * shape.Elements, shape.Elements), shape))];
        }
        finally
        {
            Scratch<float>.Pool.Return(input);
            Scratch<float>.Pool.Return(output);
        }
    }

    public void Dispose()
    {
        foreach (var tile in Tiles)
            tile.Input.Dispose();
        Model.Release();
    }

    /// <summary>A batch of one needs no copies.</summary>
    private TileTensor RunOne(IInferenceKernel kernel, TileShape shape)
    {
        var maps = new TileTensor(shape);
        try
        {
            kernel.Run(1, Shape, Tiles[0].Input.Data, maps.Data);
            return maps;
        }
        catch
        {
            maps.Dispose();
            throw;
        }
    }

    private static TileTensor Copy(ReadOnlySpan<float> values, TileShape shape)
    {
        var maps = new TileTensor(shape);
        values.CopyTo(maps.Data.Span);
        return maps;
    }
}

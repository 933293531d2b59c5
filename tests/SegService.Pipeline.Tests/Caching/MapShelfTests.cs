using SegService.Pipeline.Caching;
using SegService.Pipeline.Models;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Tests.Caching;

public sealed class MapShelfTests
{
    private readonly MapShelf _shelf = new(maxBytes: 100);

    [Fact]
    public void Every_plane_counts()
    {
        _shelf.Put(Key(1), new ScaledMaps(1, new SegmentationMaps(2, 1, new float[2], new float[2], new float[2])));

        Assert.Equal(6, _shelf.Bytes);
    }

    [Fact]
    public void What_was_not_asked_for_the_longest_goes_first()
    {
        _shelf.Put(Key(1), Maps(40));
        _shelf.Put(Key(2), Maps(40));
        Assert.True(_shelf.TryGet(Key(1), out _));

        _shelf.Put(Key(3), Maps(40));

        Assert.Equal([1, 3], Kept());
        Assert.Equal(80, _shelf.Bytes);
    }

    [Fact]
    public void One_large_one_takes_the_place_of_several()
    {
        for (var key = 1; key <= 5; key++)
            _shelf.Put(Key(key), Maps(20));

        _shelf.Put(Key(6), Maps(60));

        Assert.Equal([4, 5, 6], Kept());
        Assert.Equal(100, _shelf.Bytes);
    }

    [Fact]
    public void What_is_larger_than_the_shelf_pushes_nothing_out()
    {
        _shelf.Put(Key(1), Maps(40));
        _shelf.Put(Key(2), Maps(104));

        Assert.Equal([1], Kept());
    }

    [Fact]
    public void A_key_put_again_counts_once()
    {
        _shelf.Put(Key(1), Maps(40));
        _shelf.Put(Key(1), Maps(60));

        Assert.Equal(60, _shelf.Bytes);
        Assert.True(_shelf.TryGet(Key(1), out var maps));
        Assert.Equal(60, maps.Bytes);
    }

    private int[] Kept() => [.. Enumerable.Range(1, 9).Where(key => _shelf.TryGet(Key(key), out _))];

    private static MapKey Key(int image) => new($"{image}", 0, null, new ModelIdentity("unet", "1", ""), null, false);

    private static ScaledMaps Maps(int bytes) => new(1, new SegmentationMaps(bytes, 1, new float[bytes]));
}

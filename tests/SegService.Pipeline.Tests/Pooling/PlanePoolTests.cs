using SegService.Pipeline.Pooling;

namespace SegService.Pipeline.Tests.Pooling;

public sealed class PlanePoolTests
{
    private readonly PlanePool<int> _pool = new(maxArrays: 3, maxBytes: 100);

    [Fact]
    public void An_array_is_used_again_for_its_own_length_only()
    {
        var array = _pool.Rent(10);
        _pool.Return(array);

        Assert.NotSame(array, _pool.Rent(9));
        Assert.Same(array, _pool.Rent(10));
        Assert.NotSame(array, _pool.Rent(10));
    }

    [Fact]
    public void Arrays_have_exactly_the_length_asked_for() => Assert.Equal(37, _pool.Rent(37).Length);

    [Fact]
    public void Those_that_waited_longest_make_room_for_what_does_not_fit()
    {
        int[] oldest = _pool.Rent(9), newer = _pool.Rent(6), large = _pool.Rent(17);
        _pool.Return(oldest);
        _pool.Return(newer);

        _pool.Return(large);

        Assert.NotSame(oldest, _pool.Rent(9));
        Assert.Same(newer, _pool.Rent(6));
        Assert.Same(large, _pool.Rent(17));
    }

    [Fact]
    public void No_more_than_so_many_wait_however_small()
    {
        var arrays = Enumerable.Range(1, 4).Select(_pool.Rent).ToArray();
        foreach (var array in arrays)
            _pool.Return(array);

        Assert.NotSame(arrays[0], _pool.Rent(1));
        Assert.All(arrays[1..], array => Assert.Same(array, _pool.Rent(array.Length)));
    }

    [Fact]
    public void An_array_larger_than_the_pool_is_dropped_and_pushes_nothing_out()
    {
        int[] small = _pool.Rent(5), large = _pool.Rent(26);
        _pool.Return(small);

        _pool.Return(large);

        Assert.NotSame(large, _pool.Rent(26));
        Assert.Same(small, _pool.Rent(5));
    }

    [Fact]
    public void What_was_taken_out_leaves_room()
    {
        int[] first = _pool.Rent(20), second = _pool.Rent(20), small = _pool.Rent(5);
        _pool.Return(small);
        _pool.Return(first);
        Assert.Same(first, _pool.Rent(20));

        _pool.Return(second);

        Assert.Same(small, _pool.Rent(5));
    }
}

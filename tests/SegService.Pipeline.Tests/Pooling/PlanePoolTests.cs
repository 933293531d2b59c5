using SegService.Pipeline.Pooling;

namespace SegService.Pipeline.Tests.Pooling;

public sealed class PlanePoolTests
{
    private readonly PlanePool<int> _pool = new(maxBytes: 100);

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
    public void What_does_not_fit_takes_the_place_of_all_that_wait()
    {
        int[] small = _pool.Rent(5), other = _pool.Rent(6), large = _pool.Rent(20);
        _pool.Return(small);
        _pool.Return(other);

        _pool.Return(large);

        Assert.NotSame(small, _pool.Rent(5));
        Assert.NotSame(other, _pool.Rent(6));
        Assert.Same(large, _pool.Rent(20));
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

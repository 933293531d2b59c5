using System.Runtime;
using SegService.Training.Runs;

namespace SegService.Training.Tests.Runs;

public sealed class CollectionHoldTests
{
    [Fact]
    public void While_it_is_held_what_a_step_allocates_starts_no_collection()
    {
        using var hold = new CollectionHold();
        var before = GC.CollectionCount(0);
        for (var i = 0; i < 2000; i++)
            GC.KeepAlive(new byte[20_000]);

        Assert.Equal(before, GC.CollectionCount(0));
    }

    [Fact]
    public void One_within_another_leaves_the_outer_one_in_force()
    {
        using (new CollectionHold())
        {
            new CollectionHold().Dispose();
            Assert.Equal(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
        }

        Assert.NotEqual(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
    }

    [Fact]
    public void One_that_allocated_too_much_ends_without_an_error_and_another_can_follow()
    {
        using (new CollectionHold())
        {
            for (var i = 0; i < 400; i++)
                GC.KeepAlive(new byte[1_000_000]);
        }

        using var next = new CollectionHold();
        Assert.Equal(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
    }
}

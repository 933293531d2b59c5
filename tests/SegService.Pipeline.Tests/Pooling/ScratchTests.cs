using SegService.Pipeline.Pooling;

namespace SegService.Pipeline.Tests.Pooling;

public sealed class ScratchTests
{
    /// <summary>An element type nothing else has, so that no test beside this one rents here.</summary>
    private readonly record struct Own(byte Value);

    [Fact]
    public void An_array_given_back_on_one_thread_is_used_again_on_another()
    {
        Own[]? first = null, second = null;
        OnAThread(() => Scratch<Own>.Pool.Return(first = Scratch<Own>.Pool.Rent(100_000)));
        OnAThread(() => second = Scratch<Own>.Pool.Rent(100_000));

        Assert.NotNull(first);
        Assert.Same(first, second);
    }

    private static void OnAThread(ThreadStart work)
    {
        var thread = new Thread(work);
        thread.Start();
        thread.Join();
    }
}

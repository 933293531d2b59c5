using Xunit;

namespace SegService.TestKit;

public static class Needs
{
    /// <summary>For what a test needs from the machine: nothing when it is there; fails in CI, skips elsewhere.</summary>
    public static void Met(string? whyNot)
    {
        if (whyNot is null)
            return;
        if (Repository.IsCi)
            Assert.Fail(whyNot);
        Assert.Skip(whyNot);
    }
}

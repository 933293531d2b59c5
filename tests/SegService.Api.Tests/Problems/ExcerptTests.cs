using SegService.Api.Problems;

namespace SegService.Api.Tests.Problems;

public sealed class ExcerptTests
{
    [Fact]
    public void What_fits_is_shown_whole_and_what_does_not_says_so()
    {
        var longest = new string('x', 64);

        Assert.Equal(longest, Excerpt.Of(longest));
        Assert.Equal(longest + "…", Excerpt.Of(longest + "y"));
    }

    [Fact]
    public void No_character_is_cut_in_half() => Assert.Equal(new string('x', 63) + "…", Excerpt.Of(new string('x', 63) + "😀"));
}

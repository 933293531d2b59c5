using SegService.Pipeline.Encoding;

namespace SegService.Pipeline.Tests.Encoding;

public sealed class KaggleRleTests
{
    // Numbers of the pixels of this 3 x 3 image: 1 4 7 / 2 5 8 / 3 6 9.
    [Fact]
    public void Pixels_are_numbered_from_1_down_the_columns_and_runs_go_on_across_columns()
    {
        var runs = KaggleRle.Encode(Scenes.Draw("ab.", "abc", "aac"));

        Assert.Equal(3, runs.Count);
        Assert.Equal("1 3 6 1", KaggleRle.ToText(runs[1]));
        Assert.Equal("4 2", KaggleRle.ToText(runs[2]));
        Assert.Equal("8 2", KaggleRle.ToText(runs[3]));
        Assert.Equal("1 6", KaggleRle.ToText(KaggleRle.Encode(Scenes.Draw("aa", "aa", "aa"))[1]));
    }

    [Theory]
    [InlineData("1")] // no length
    [InlineData("0 1")]
    [InlineData("1 0")]
    [InlineData("-1 2")]
    [InlineData("4 2")]
    [InlineData("2147483647 2147483647")]
    [InlineData("1 99999999999")]
    [InlineData("1 x")]
    [InlineData("1 2 2 1")] // itself
    public void A_malformed_text_is_a_failure_that_names_the_limit(string text)
    {
        var failure = KaggleRle.Decode(2, 2, [text]).Failure!;

        Assert.Equal((FailureKind.InvalidParameter, "pixels 1 to 4"), (failure.Kind, failure.Limit));
    }

    [Fact]
    public void Instances_may_not_overlap() => Assert.False(KaggleRle.Decode(2, 2, ["1 2", "2 1"]).Succeeded);
}

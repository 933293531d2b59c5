using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Tests.Postprocessing;

public sealed class LabelStretchesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    public void Painted_again_they_are_the_row_without_what_is_not_positive_and_none_could_be_longer(int length)
    {
        var random = new Random(length);
        var row = new int[length];
        for (var x = 0; x < length; x += 1 + random.Next(9))
            row.AsSpan(x).Fill(random.Next(-3, 4));

        var painted = new int[length];
        var previous = default(LabelStretch);
        foreach (var stretch in new LabelStretches(row))
        {
            Assert.False(stretch.Start == previous.End && stretch.Label == previous.Label, "two stretches are one");
            painted.AsSpan(stretch.Start..stretch.End).Fill(stretch.Label);
            previous = stretch;
        }

        Assert.Equal(row.Select(label => Math.Max(0, label)), painted);
    }

    [Fact]
    public void The_highest_label_and_both_ends_of_a_row_count()
    {
        var found = new List<LabelStretch>();
        foreach (var stretch in new LabelStretches([int.MaxValue, int.MinValue, 2, 2]))
            found.Add(stretch);

        Assert.Equal([new LabelStretch(int.MaxValue, 0, 1), new LabelStretch(2, 2, 4)], found);
    }
}

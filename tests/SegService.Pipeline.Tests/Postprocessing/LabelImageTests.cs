using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Tests.Postprocessing;

public sealed class LabelImageTests
{
    [Fact]
    public void Labels_are_renumbered_by_first_pixel_in_row_major_order()
    {
        var labels = LabelImage.Adopt(3, 2, [0, 7, 7, 2, 0, 9]);

        Assert.Equal([0, 1, 1, 2, 0, 3], labels.Labels);
        Assert.Equal(3, labels.Count);
    }

    [Fact]
    public void An_image_without_instances_counts_none() => Assert.Equal(0, LabelImage.Adopt(2, 2, new int[4]).Count);

    [Theory]
    [InlineData(2, 2, new[] { 1, 2, 3 })]
    [InlineData(1, 2, new[] { 1, -1 })]
    public void Wrong_lengths_and_negative_labels_are_refused(int width, int height, int[] labels) =>
        Assert.Throws<ArgumentException>(() => LabelImage.Adopt(width, height, labels));

    [Fact]
    public void Rented_labels_are_gone_once_disposed_and_a_copy_is_not()
    {
        var rented = LabelImage.AdoptRented(2, 1, [0, 4]);
        var copy = rented.Copy();

        rented.Dispose();
        rented.Dispose();

        Assert.Throws<ObjectDisposedException>(() => rented.Labels);
        Assert.Equal([0, 1], copy.Labels);
        Assert.Equal(1, copy.Count);
    }

    [Fact]
    public void Labels_of_one_s_own_stay()
    {
        var labels = LabelImage.Adopt(2, 1, [0, 4]);

        labels.Dispose();

        Assert.Equal([0, 1], labels.Labels);
    }
}

using SegService.Api.Segmentations;

namespace SegService.Api.Tests.Segmentations;

public sealed class ImageIdsTests
{
    [Theory]
    [InlineData("cells.png", "cells")]
    [InlineData("cells.ome.tif", "cells.ome")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData(@"C:\scans\day 1.tif", "day_1")]
    [InlineData("=SUM(A1).png", "_SUM_A1_")]
    [InlineData("-rf.png", "rf")]
    [InlineData("..", null)]
    [InlineData(".png", "png")]
    [InlineData("Zelle µ.tif", "Zelle__")]
    [InlineData("a\"b\r\nX;y.png", "a_b__X_y")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_file_name_becomes_a_harmless_id(string? fileName, string? expected)
    {
        var id = ImageIds.FromFileName(fileName);

        Assert.Equal(expected, id);
        Assert.True(id is null || ImageIds.Check(id) is null);
    }

    [Fact]
    public void A_long_file_name_is_cut() => Assert.Equal(ImageIds.MaxLength, ImageIds.FromFileName(new string('x', 500))!.Length);

    [Theory]
    [InlineData("=1+1")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("-x")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("a,b")]
    public void An_id_that_could_leave_its_cell_or_folder_is_refused(string imageId) =>
        Assert.Equal(("imageId", ImageIds.Rule), (ImageIds.Check(imageId)!.Field, ImageIds.Check(imageId)!.Limit));
}

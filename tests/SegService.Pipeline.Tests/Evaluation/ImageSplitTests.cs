using SegService.Pipeline.Evaluation;

namespace SegService.Pipeline.Tests.Evaluation;

public sealed class ImageSplitTests
{
    private static readonly ImageSplit FoldZero = new(0, []);

    [Fact]
    public void A_fold_is_held_out()
    {
        Assert.False(FoldZero.Trains(Image("histology-256x320", 0)));
        Assert.True(FoldZero.Validates(Image("histology-256x320", 0)));
        Assert.True(FoldZero.Trains(Image("histology-256x320", 1)));
        Assert.False(FoldZero.Validates(Image("histology-256x320", 1)));
    }

    [Fact]
    public void Held_out_acquisitions_are_not_trained_on_in_any_fold_and_alone_validated_on()
    {
        var split = new ImageSplit(null, ["histology", "fluorescence-360x360"]);

        Assert.False(split.Trains(Image("histology-256x320", 1)));
        Assert.True(split.Validates(Image("histology-256x320", 1)));
        Assert.True(split.Trains(Image("fluorescence-256x256", 0)));
        Assert.False(split.Validates(Image("fluorescence-256x256", 0)));
    }

    private static FoldRow Image(string acquisition, int fold) => new("id", acquisition.Split('-')[0], acquisition, fold);
}

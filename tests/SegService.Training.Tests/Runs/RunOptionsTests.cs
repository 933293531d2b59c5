using SegService.Pipeline.Evaluation;
using SegService.Training.Runs;

namespace SegService.Training.Tests.Runs;

public sealed class RunOptionsTests
{
    private static readonly RunOptions Options = new() { Model = "unet", Folder = "", Fold = 0 };

    [Fact]
    public void A_fold_is_held_out()
    {
        Assert.False(Options.Trains(Image("histology-256x320", 0)));
        Assert.True(Options.Validates(Image("histology-256x320", 0)));
        Assert.True(Options.Trains(Image("histology-256x320", 1)));
        Assert.False(Options.Validates(Image("histology-256x320", 1)));
    }

    [Fact]
    public void Held_out_acquisitions_are_not_trained_on_in_any_fold_and_alone_validated_on()
    {
        var options = Options with { Fold = null, Holdout = ["histology", "fluorescence-360x360"] };

        Assert.False(options.Trains(Image("histology-256x320", 1)));
        Assert.True(options.Validates(Image("histology-256x320", 1)));
        Assert.True(options.Trains(Image("fluorescence-256x256", 0)));
        Assert.False(options.Validates(Image("fluorescence-256x256", 0)));
    }

    private static FoldRow Image(string acquisition, int fold) => new("id", acquisition.Split('-')[0], acquisition, fold);
}

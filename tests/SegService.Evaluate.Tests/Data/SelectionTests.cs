using SegService.Evaluate.Data;
using SegService.Pipeline.Evaluation;

namespace SegService.Evaluate.Tests.Data;

public sealed class SelectionTests : IDisposable
{
    private static readonly string[] Ids = ["a", "b", "c", "d", "unlisted"];

    private readonly KaggleFolder _data = new KaggleFolder("a").WithFolds(
        "a,fluorescence,fluorescence-256x256,0", "b,fluorescence,fluorescence-360x360,0", "c,histology,histology-256x320,1", "d,histology,histology-512x640,0");

    public void Dispose() => _data.Dispose();

    private FoldTable Folds => FoldTable.FindBeside(_data.Path)!;

    [Fact]
    public void Without_filters_every_image_counts_listed_or_not() => Assert.Equal(Ids, new Selection().Of(Ids, Folds));

    [Fact]
    public void A_fold_takes_the_images_held_out_in_it() => Assert.Equal(["a", "b", "d"], new Selection { Fold = 0 }.Of(Ids, Folds));

    [Fact]
    public void Acquisitions_are_named_by_how_they_begin() =>
        Assert.Equal(["b", "c", "d"], new Selection { Acquisitions = ["histology", "fluorescence-360"] }.Of(Ids, Folds));

    [Fact]
    public void Filters_add_up() => Assert.Equal(["d"], new Selection { Fold = 0, Modality = "histology" }.Of(Ids, Folds));

    [Fact]
    public void A_step_thins_what_the_filters_leave() => Assert.Equal(["a", "d"], new Selection { Fold = 0, Step = 2 }.Of(Ids, Folds));

    [Fact]
    public void A_filter_needs_the_folds() => Assert.Throws<InvalidDataException>(() => new Selection { Fold = 0 }.Of(Ids, null));

    [Fact]
    public void An_empty_selection_is_refused() => Assert.Throws<InvalidDataException>(() => new Selection { Fold = 4 }.Of(Ids, Folds));

    [Fact]
    public void It_says_what_it_takes()
    {
        Assert.Equal("all images", new Selection().ToString());
        Assert.Equal("fold 2, acquisition histology, every 5th image", new Selection { Fold = 2, Acquisitions = ["histology"], Step = 5 }.ToString());
    }
}

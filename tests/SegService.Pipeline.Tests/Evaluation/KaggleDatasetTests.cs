using System.IO.Compression;
using OpenCvSharp;
using SegService.Pipeline.Evaluation;
using SegService.TestKit;

namespace SegService.Pipeline.Tests.Evaluation;

public sealed class KaggleDatasetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dataset").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Masks_are_merged_from_a_folder_and_from_a_zip(bool zipped)
    {
        Write("b/images/b.png", 1, 1, 1, 1);
        Write("b/masks/y.png", 0, 0, 0, 255);
        Write("b/masks/x.png", 255, 255, 0, 0);
        Write("a/images/a.png", 9, 9, 9, 9);
        Write("a/masks/z.png", 0, 255, 0, 0);
        Write("no-truth/images/no-truth.png", 9, 9, 9, 9);

        using var dataset = KaggleDataset.Open(zipped ? Zip() : Path.Combine(_folder, "data"));

        Assert.Equal(["a", "b"], dataset.ImageIds);
        Assert.Equal([1, 1, 0, 2], dataset.Read("b").Truth.Labels);
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder, "data", "a/images/a.png")), dataset.Images().First().Image);
    }

    [Fact]
    public void A_mask_of_another_size_is_named()
    {
        Write("a/images/a.png", 9, 9);
        Write("a/masks/1.png", 255, 0);
        Write("a/masks/2.png", 255, 0, 0);

        using var dataset = KaggleDataset.Open(Path.Combine(_folder, "data"));

        Assert.Contains("a/masks/2.png", Assert.Throws<InvalidDataException>(() => dataset.Read("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_images_is_refused() => Assert.Throws<InvalidDataException>(() => KaggleDataset.Open(_folder));

    [Fact]
    public void Folds_are_found_beside_the_data_and_may_have_more_columns()
    {
        Write("a/images/a.png", 9);
        File.WriteAllText(Path.Combine(_folder, "folds.csv"), "ImageId,width,modality,acquisition,fold\na,256,histology,histology-9x9,3\n");

        var row = FoldTable.FindBeside(Path.Combine(_folder, "data"))!.Find("a");

        Assert.Equal(new FoldRow("a", "histology", "histology-9x9", 3), row);
        Assert.Null(FoldTable.FindBeside(Path.Combine(_folder, "data/a")));
    }

    [Theory]
    [InlineData("ImageId,modality,fold\na,histology,3\n")]
    [InlineData("ImageId,modality,acquisition,fold\na,histology,g,three\n")]
    public void A_table_that_is_none_is_refused(string text)
    {
        var path = Path.Combine(_folder, "folds.csv");
        File.WriteAllText(path, text);

        Assert.Throws<InvalidDataException>(() => FoldTable.Read(path));
    }

    [Fact]
    public void The_shared_images_are_read_from_their_zip_with_their_folds()
    {
        Assert.SkipWhen(SharedData.Zip is null, SharedData.Missing);
        using var dataset = KaggleDataset.Open(SharedData.Zip!);
        var folds = FoldTable.FindBeside(SharedData.Zip!)!;

        Assert.Equal(664, dataset.ImageIds.Count);
        Assert.Equal(dataset.ImageIds, folds.Rows.Select(row => row.ImageId).Order(StringComparer.Ordinal));
        Assert.Equal(27, dataset.Images().First().Truth.Count);
    }

    private void Write(string path, params byte[] row)
    {
        var file = Path.Combine(_folder, "data", path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var image = Mat.FromPixelData(1, row.Length, MatType.CV_8UC1, row);
        image.SaveImage(file);
    }

    private string Zip()
    {
        var zip = Path.Combine(_folder, "data.zip");
        ZipFile.CreateFromDirectory(Path.Combine(_folder, "data"), zip);
        return zip;
    }
}

using OpenCvSharp;
using SegService.Pipeline.Evaluation;
using SegService.TestKit;
using SegService.Training.Data;

namespace SegService.Training.Tests.Data;

public sealed class StainTableTests : IDisposable
{
    private static readonly Scalar White = new(225, 230, 228);
    private static readonly Scalar Purple = new(205, 160, 180);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Histology_is_split_by_its_ground_and_nothing_else_is_touched()
    {
        Save("pale1", White, nuclei: 9);
        Save("pale2", White, nuclei: 1);
        Save("stained1", Purple, nuclei: 9);
        Save("stained2", Purple, nuclei: 1);
        Save("stained3", Purple, nuclei: 4);
        Save("glowing", Scalar.Black, nuclei: 1);
        FoldTable.Write(_folder["folds.csv"],
        [
            .. new[] { "pale1", "pale2", "stained1", "stained2", "stained3" }.Select(id => new FoldRow(id, "histology", "histology-64x64", 1)),
            new FoldRow("glowing", "fluorescence", "fluorescence-64x64", 3),
        ]);

        var rows = StainTable.Split(_folder.Path);

        Assert.All(rows.Where(row => row.ImageId.StartsWith("pale", StringComparison.Ordinal)), row => Assert.Equal("histology-64x64-white", row.Acquisition));
        Assert.All(rows.Where(row => row.ImageId.StartsWith("stained", StringComparison.Ordinal)), row => Assert.Equal("histology-64x64-purple", row.Acquisition));
        Assert.Contains(new FoldRow("glowing", "fluorescence", "fluorescence-64x64", 3), rows);
        Assert.Equal(6, rows.Count);
    }

    [Fact]
    public void One_image_has_no_two_stains()
    {
        Save("pale", White, nuclei: 1);
        FoldTable.Write(_folder["folds.csv"], [new FoldRow("pale", "histology", "histology-64x64", 0)]);

        Assert.Throws<InvalidDataException>(() => StainTable.Split(_folder.Path));
    }

    private void Save(string id, Scalar ground, int nuclei)
    {
        using var image = new Mat(64, 64, MatType.CV_8UC3, ground);
        using var mask = new Mat(64, 64, MatType.CV_8UC1, Scalar.Black);
        for (var i = 0; i < nuclei; i++)
        {
            var centre = new Point(12 + (i % 3 * 20), 12 + (i / 3 * 20));
            image.Circle(centre, 7, new Scalar(110, 20, 60), -1);
            mask.Circle(centre, 7, Scalar.White, -1);
        }

        Write($"{id}/images/{id}.png", image);
        Write($"{id}/masks/0.png", mask);
    }

    private void Write(string path, Mat picture)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        picture.SaveImage(_folder[path]);
    }
}

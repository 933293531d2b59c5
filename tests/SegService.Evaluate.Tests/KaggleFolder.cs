using OpenCvSharp;
using SegService.TestKit;

namespace SegService.Evaluate.Tests;

/// <summary>A dataset in Kaggle's layout: every image has two bright squares of 20 x 20 pixels on black, each with its mask.</summary>
internal sealed class KaggleFolder : IDisposable
{
    public const int Size = 64;

    private static readonly Rect[] Squares = [new(8, 8, 20, 20), new(36, 34, 20, 20)];

    private readonly TemporaryFolder _folder = new();

    public KaggleFolder(params string[] imageIds)
    {
        foreach (var id in imageIds)
        {
            Save($"{id}/images/{id}.png", 200, Squares);
            for (var i = 0; i < Squares.Length; i++)
                Save($"{id}/masks/{i}.png", 255, Squares[i]);
        }
    }

    public string Path => _folder["data"];

    public string this[string name] => _folder[name];

    /// <summary>folds.csv beside the images: "id,modality,acquisition,fold" a row.</summary>
    public KaggleFolder WithFolds(params string[] rows)
    {
        File.WriteAllLines(_folder["folds.csv"], ["ImageId,modality,acquisition,fold", .. rows]);
        return this;
    }

    public void Dispose() => _folder.Dispose();

    private void Save(string path, double value, params Rect[] squares)
    {
        var file = _folder[System.IO.Path.Combine("data", path)];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        using var image = new Mat(Size, Size, MatType.CV_8UC1, Scalar.Black);
        foreach (var square in squares)
            image.Rectangle(square, new Scalar(value), -1);
        image.SaveImage(file);
    }
}

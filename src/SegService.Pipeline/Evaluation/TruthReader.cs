using OpenCvSharp;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.Postprocessing;

namespace SegService.Pipeline.Evaluation;

/// <summary>
/// True instances as callers have them: a label image (PNG or TIFF, one channel of 8, 16 or 32 bits, pixel = instance id, 0 =
/// background) or Kaggle's CSV (<c>ImageId,EncodedPixels</c>). The bytes decide which. Thread-safe.
/// </summary>
public sealed class TruthReader(ImageDecoder decoder)
{
    /// <summary>Names the upload in failures.</summary>
    public const string Field = "truth";

    /// <summary>Ids are exact up to here, whatever the samples' type.</summary>
    private const int MaxLabel = 1 << 24;

    /// <summary>What can be told without decoding: null, or why <see cref="Read"/> would refuse. Takes no memory.</summary>
    public Failure? Check(ReadOnlyMemory<byte> bytes, int width, int height) =>
        TruthTable.Recognises(bytes.Span) ? null : CheckLabels(bytes, width, height) is { } failure ? failure with { Field = Field } : null;

    /// <param name="bytes">The upload as it came.</param>
    /// <param name="width">Of the image the truth belongs to; a truth of another size is refused by its header.</param>
    /// <param name="height">As <paramref name="width"/>.</param>
    /// <param name="imageId">Whose rows count where a CSV speaks of several images.</param>
    public Outcome<LabelImage> Read(ReadOnlyMemory<byte> bytes, int width, int height, string? imageId = null)
    {
        var outcome = TruthTable.Recognises(bytes.Span)
            ? TruthTable.Read(bytes, width, height, imageId)
            : ReadLabels(bytes, width, height);
        return outcome.Failure is { } failure ? failure with { Field = Field } : outcome;
    }

    private Outcome<LabelImage> ReadLabels(ReadOnlyMemory<byte> bytes, int width, int height)
    {
        if (CheckLabels(bytes, width, height) is { } refused)
            return refused;
        if (!decoder.Decode(bytes).TryGet(out var image, out var failure))
            return failure;
        using (image)
            return Labels(image.Samples);
    }

    private Failure? CheckLabels(ReadOnlyMemory<byte> bytes, int width, int height)
    {
        if (!decoder.ReadHeader(bytes).TryGet(out var info, out var failure))
            return failure.Kind == FailureKind.UnsupportedFormat ? failure with { Detail = $"{failure.Detail} A truth is a label PNG, a label TIFF or a Kaggle CSV." } : failure;
        if (info.Format is not (ImageFormat.Png or ImageFormat.Tiff))
            return new Failure(FailureKind.UnsupportedFormat, $"A label image is a PNG or a TIFF; {info.Format} does not keep ids exactly.");
        if ((info.Width, info.Height) != (width, height))
            return Invalid("The truth is not of the image's size.", $"{width} x {height} pixels", $"{info.Width} x {info.Height} pixels");
        if (info.ColourChannels != 1)
            return Invalid("A label image has one channel: each pixel is an instance's id.", "1 channel", $"{info.ColourChannels} channels");
        return info.Pages == 1 ? null : Invalid("A label image has one page.", "1 page", $"{info.Pages} pages");
    }

    private static Outcome<LabelImage> Labels(Mat samples)
    {
        using var labels = new Mat();
        samples.ConvertTo(labels, MatType.CV_32SC1);
        if (!Whole(samples, labels))
            return Invalid("A label image's values are whole numbers from 0.", $"0 to {MaxLabel}", null);
        labels.GetArray(out int[] values);
        return LabelImage.Adopt(labels.Width, labels.Height, values);
    }

    private static bool Whole(Mat samples, Mat labels)
    {
        Cv2.MinMaxLoc(labels, out double lowest, out double highest);
        if (lowest < 0 || highest > MaxLabel)
            return false;
        using var back = new Mat();
        labels.ConvertTo(back, samples.Type());
        return Cv2.Norm(samples, back, NormTypes.INF) == 0;
    }

    private static Failure Invalid(string detail, string limit, string? value) =>
        new(FailureKind.InvalidParameter, detail) { Limit = limit, Value = value };
}

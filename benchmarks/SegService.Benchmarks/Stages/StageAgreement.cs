using System.Runtime.InteropServices;
using OpenCvSharp;
using SegService.Benchmarks.Figures;
using SegService.Pipeline.Encoding;
using SegService.Pipeline.Evaluation;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;

namespace SegService.Benchmarks.Stages;

/// <summary>Whether both sides do the same: a faster stage that gives another result is no comparison.</summary>
internal static class StageAgreement
{
    public static IReadOnlyList<Figure> Check(PythonStages python, string folder, int side)
    {
        using var given = StageInputs.Draw(side);
        given.Save(folder);
        return
        [
            new Figure($"decode {side}: greatest difference of a level", Spread.Of(Decoded(given, Result("decode")))),
            new Figure($"preprocess {side}: greatest difference of a value", Spread.Of(Preprocessed(given, Result("preprocess")))),
            new Figure($"postprocess {side}: F1 at IoU 0.8, Python's labels as truth", Spread.Of(Postprocessed(given, Result("postprocess")))),
            new Figure($"encode {side}: equal", Spread.Of(Encoded(given, Result("encode")) ? 1 : 0)),
        ];

        byte[] Result(string stage)
        {
            python.Run(stage, side);
            return python.Result(stage, side);
        }
    }

    private static double Decoded(StageInputs given, byte[] theirs)
    {
        using var other = Mat.FromPixelData(given.Image.Height, given.Image.Width, MatType.CV_8UC3, theirs);
        return Cv2.Norm(given.Image.Rgb, other, NormTypes.INF);
    }

    private static double Preprocessed(StageInputs given, byte[] theirs)
    {
        using var ours = ViewStack.Create(["rgb", "clahe", "flat"]).Render(given.Image.Rgb);
        var other = MemoryMarshal.Cast<byte, float>(theirs);
        var greatest = 0f;
        for (var i = 0; i < other.Length; i++)
            greatest = Math.Max(greatest, Math.Abs(ours.Data.Span[i] - other[i]));
        return greatest;
    }

    private static double Postprocessed(StageInputs given, byte[] theirs)
    {
        var labels = LabelImage.Adopt(given.Maps.Width, given.Maps.Height, MemoryMarshal.Cast<byte, int>(theirs).ToArray());
        return InstanceMatcher.Score(labels, given.Labels).F1(6);
    }

    private static bool Encoded(StageInputs given, byte[] theirs)
    {
        var runs = KaggleRle.Encode(given.Labels);
        return string.Join('\n', Enumerable.Range(1, runs.Count).Select(instance => KaggleRle.ToText(runs[instance]))) == System.Text.Encoding.ASCII.GetString(theirs);
    }
}

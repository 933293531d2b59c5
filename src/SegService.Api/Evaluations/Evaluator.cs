using SegService.Api.Segmentations;
using SegService.Pipeline;
using SegService.Pipeline.Admission;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.Evaluation;

namespace SegService.Api.Evaluations;

/// <summary>
/// Segments an image and compares the result with its truth. The truth's header is looked at first, so that one of another size
/// costs nothing; its pixels are decoded when the image has its place among the admitted ones, which covers them too.
/// </summary>
internal sealed class Evaluator(Segmenter segmenter, ImageDecoder decoder, TruthReader truths, CpuGate cpu, RequestLog log)
{
    public async Task<Outcome<EvaluationDocument>> RunAsync(UploadForm form, SegmentationQuery query, CancellationToken caller)
    {
        var (image, truth) = (form[UploadFailures.Field], form[TruthReader.Field]);
        if (decoder.ReadHeader(image.Bytes, query.Parameters.Page).TryGet(out var info, out _) && truths.Check(truth.Bytes, info.Width, info.Height) is { } refused)
            return refused;
        return await segmenter.RunAsync(image, query, (result, stop) => cpu.RunAsync(() => Score(truth, result), stop), caller);
    }

    private Outcome<EvaluationDocument> Score(ImageUpload truth, SegmentationResult result)
    {
        var found = result.Labels;
        if (!truths.Read(truth.Bytes, found.Width, found.Height, result.ImageId).TryGet(out var labels, out var failure))
            return failure;
        log.Evaluated(result);
        return EvaluationDocument.Of(labels, found, result.Model.ToString());
    }
}

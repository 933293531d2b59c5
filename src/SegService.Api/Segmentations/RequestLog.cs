using SegService.Pipeline;
using SegService.Pipeline.Encoding;
using Serilog;

namespace SegService.Api.Segmentations;

/// <summary>What the one log line of a request says of its image: sizes, model, counts and times; never content or file names.</summary>
internal sealed class RequestLog(IDiagnosticContext context)
{
    public void Uploaded(ImageUpload upload) => context.Set("UploadBytes", upload.Length);

    public void Segmented(SegmentationResult result, IResultEncoder encoder)
    {
        Found(result);
        context.Set("Format", encoder.Format);
    }

    public void Evaluated(SegmentationResult result)
    {
        Found(result);
        Timed(result.Timings);
    }

    private void Found(SegmentationResult result)
    {
        context.Set("SegmentationId", result.Id);
        context.Set("ImageId", result.ImageId);
        context.Set("Width", result.Labels.Width);
        context.Set("Height", result.Labels.Height);
        context.Set("Model", result.Model.ToString());
        context.Set("Instances", result.Labels.Count);
    }

    public IReadOnlyList<KeyValuePair<string, double>> Timed(StageTimings timings)
    {
        KeyValuePair<string, double>[] stages = [.. timings.Milliseconds];
        context.Set("StageMs", stages.ToDictionary(stage => stage.Key, stage => Math.Round(stage.Value, 3)));
        return stages;
    }

    public void Failed(Failure failure) => context.Set("Failure", failure.Kind.ToString());
}

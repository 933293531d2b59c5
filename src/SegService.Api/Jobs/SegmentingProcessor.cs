using SegService.Api.Problems;
using SegService.Jobs;
using SegService.Jobs.Processing;
using SegService.Pipeline;
using SegService.Pipeline.Archiving;

namespace SegService.Api.Jobs;

/// <summary>What a worker does with an image: the same pipeline as <c>/v1/segmentations</c>, its result archived for any format later.</summary>
internal sealed class SegmentingProcessor(ISegmentationPipeline pipeline, TimeProvider time) : IImageProcessor
{
    public async Task<ProcessingOutcome> ProcessAsync(ImageWork work, CancellationToken cancellationToken)
    {
        var asked = JobParameters.Parse(work.Options);
        var request = new SegmentationRequest
        {
            Image = work.Source, ImageId = work.ImageId, Model = asked.Model, Parameters = asked.Of(work.Index), NeedsPixels = false,
        };
        var outcome = await time.OutlastAsync(() => pipeline.RunAsync(request, cancellationToken), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (!outcome.TryGet(out var result, out var failure))
            return Refuse(failure);
        using (result)
            return new ProcessingOutcome.Done(ResultArchive.Write(result), result.Labels.Count);
    }

    /// <summary>Trying again may help where the machine or the models are at fault; where the image or the request is, it cannot.</summary>
    private static ProcessingOutcome.Refused Refuse(Failure failure) => new(
        new JobProblem(ProblemKind.Of(failure.Kind).Name, failure.Detail) { Field = failure.Field, Limit = failure.Limit },
        Transient: failure.Kind is FailureKind.TimedOut or FailureKind.ModelFault or FailureKind.UnknownModel);
}

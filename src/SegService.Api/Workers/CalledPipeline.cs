using SegService.Api.Server;
using SegService.Jobs.Calls;
using SegService.Pipeline;
using SegService.Pipeline.Archiving;

namespace SegService.Api.Workers;

/// <summary>Segments for processes without pixels to spare: the uploads they hold are counted as a caller's are.</summary>
internal sealed class CalledPipeline(ISegmentationPipeline pipeline, ByteBudget budget) : ICallHandler
{
    public IDisposable? Admit(long length)
    {
        var share = budget.Open();
        if (length <= int.MaxValue && share.TryTake((int)length))
            return share;
        share.Dispose();
        return null;
    }

    public async Task<CallAnswer> AnswerAsync(string options, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var asked = CallOptions.Parse(options);
        var request = new SegmentationRequest
        {
            Image = content, Model = asked.Model, ImageId = asked.ImageId, Parameters = asked.Parameters, NeedsPixels = false,
        };
        var outcome = await pipeline.RunAsync(request, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (!outcome.TryGet(out var result, out var failure))
            return CallTexts.Write(failure);
        using (result)
            return new CallAnswer(Succeeded: true, ResultArchive.Write(result));
    }
}

using System.Runtime.InteropServices;
using SegService.Jobs.Calls;
using SegService.Pipeline;
using SegService.Pipeline.Archiving;
using SegService.Pipeline.Decoding;
using Catalogue = SegService.Pipeline.Models.ModelCatalogue;

namespace SegService.Api.Workers;

/// <summary>
/// The pipeline of a process that is no worker: what costs little is checked here, a worker does the rest, and its result is made whole
/// again around the upload.
/// </summary>
internal sealed class WorkerPipeline(Catalogue models, ImageDecoder decoder, IWorkerCalls calls, ResultRestorer restorer, TimeProvider time) : ISegmentationPipeline
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public async Task<Outcome<SegmentationResult>> RunAsync(SegmentationRequest request, CancellationToken cancellationToken)
    {
        if (Check(request) is { } refused)
            return refused;
        try
        {
            var options = new CallOptions(request.Model, request.ImageId, request.Parameters).ToText();
            return await RestoreAsync(request, await calls.CallAsync(options, request.Image, cancellationToken), cancellationToken);
        }
        catch (NoWorkerException)
        {
            return new Failure(FailureKind.Overloaded, "No worker is free at the moment; try again shortly.") { RetryAfter = RetryAfter };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new Failure(FailureKind.Cancelled, "The request was cancelled.");
        }
    }

    /// <summary>As a worker would say it, but before the image travels.</summary>
    private Failure? Check(SegmentationRequest request)
    {
        if (!models.Acquire(request.Model).TryGet(out var model, out var failure))
            return failure;
        model.Dispose();
        if (!decoder.ReadHeader(request.Image, request.Parameters.Page).TryGet(out var info, out failure))
            return failure;
        return decoder.Check(info) ?? request.Charge?.Invoke(info.Pixels);
    }

    private async Task<Outcome<SegmentationResult>> RestoreAsync(SegmentationRequest request, CallAnswer answer, CancellationToken cancellationToken)
    {
        if (!answer.Succeeded)
            return CallTexts.ReadFailure(answer);
        var bytes = MemoryMarshal.TryGetArray(answer.Content, out var content) ? content : answer.Content.ToArray();
        using var stream = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
        var archived = await ResultArchive.ReadAsync(stream, cancellationToken);
        var pixels = request.NeedsPixels ? request.Image : default(ReadOnlyMemory<byte>?); // a bare null would be an empty memory
        return await time.OutlastAsync(() => restorer.RestoreAsync(archived, pixels, cancellationToken), cancellationToken);
    }
}

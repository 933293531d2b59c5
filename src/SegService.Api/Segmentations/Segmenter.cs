using Microsoft.Extensions.Options;
using Microsoft.IO;
using SegService.Api.Security;
using SegService.Api.Server;
using SegService.Pipeline;
using SegService.Pipeline.Admission;
using SegService.Pipeline.Encoding;
using SegService.Pipeline.Telemetry;

namespace SegService.Api.Segmentations;

/// <summary>From an upload to its encoded result, within the configured time and at its caller's expense.</summary>
internal sealed class Segmenter(ISegmentationPipeline pipeline, CpuGate cpu, RecyclableMemoryStreamManager pool,
    RequestLog log, Quotas quotas, IOptions<RequestLimits> limits, TimeProvider time)
{
    public Task<Outcome<SegmentationAnswer>> RunAsync(ImageUpload upload, SegmentationQuery query, IResultEncoder encoder, CancellationToken caller) =>
        RunAsync(Request(upload, query) with { NeedsPixels = encoder.ReadsPixels }, (result, stop) => EncodeAsync(result, encoder, stop), caller);

    /// <param name="upload">The image.</param>
    /// <param name="query">How to segment it.</param>
    /// <param name="finish">What is made of the result, which is disposed afterwards; within the same time.</param>
    /// <param name="caller">Cancelled when the caller goes away.</param>
    public Task<Outcome<T>> RunAsync<T>(ImageUpload upload, SegmentationQuery query, Func<SegmentationResult, CancellationToken, Task<Outcome<T>>> finish,
        CancellationToken caller) => RunAsync(Request(upload, query), finish, caller);

    private async Task<Outcome<T>> RunAsync<T>(SegmentationRequest request, Func<SegmentationResult, CancellationToken, Task<Outcome<T>>> finish,
        CancellationToken caller)
    {
        using var deadline = new CancellationTokenSource(limits.Value.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(caller, deadline.Token);
        var outcome = await FinishAsync(request, finish, either.Token);
        return outcome.Failure?.Kind == FailureKind.Cancelled && !caller.IsCancellationRequested ? TooSlow() : outcome;
    }

    private async Task<Outcome<T>> FinishAsync<T>(SegmentationRequest request, Func<SegmentationResult, CancellationToken, Task<Outcome<T>>> finish,
        CancellationToken cancellationToken)
    {
        try
        {
            if (!(await pipeline.RunAsync(request, cancellationToken)).TryGet(out var result, out var failure))
                return failure;
            using (result)
                return await finish(result, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new Failure(FailureKind.Cancelled, "The work was cancelled.");
        }
    }

    /// <summary>The result in one format; the caller still disposes the result.</summary>
    public async Task<Outcome<SegmentationAnswer>> EncodeAsync(SegmentationResult result, IResultEncoder encoder, CancellationToken cancellationToken)
    {
        log.Segmented(result, encoder);
        if (encoder.Check(result) is { } failure)
            return failure;

        var document = await cpu.RunHereAsync(() => result.Timings.Measure("encode", () => Encode(result, encoder)), cancellationToken);
        PipelineTelemetry.Stage("encode", result.Timings.Of("encode"));
        return new SegmentationAnswer(document, encoder)
        {
            ImageId = result.ImageId, Model = result.Model, Timings = log.Timed(result.Timings),
        };
    }

    private RecyclableMemoryStream Encode(SegmentationResult result, IResultEncoder encoder)
    {
        var document = pool.GetStream(encoder.Format);
        try
        {
            encoder.Write(result, document);
            return document;
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    private SegmentationRequest Request(ImageUpload upload, SegmentationQuery query) => new()
    {
        Image = upload.Bytes,
        Model = query.Model,
        ImageId = query.ImageId ?? ImageIds.FromFileName(upload.FileName),
        Parameters = query.Parameters,
        Charge = quotas.Charge,
    };

    private Failure TooSlow() => new(FailureKind.TimedOut, "The image took longer than this service allows; send a smaller one, or try again when it is less busy.")
    {
        Limit = $"{limits.Value.RequestTimeout.TotalSeconds:0.###} s",
    };
}

using System.Security.Cryptography;
using SegService.Pipeline.Admission;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.LargeImages;
using SegService.Pipeline.Models;
using SegService.Pipeline.Systems;
using SegService.Pipeline.Telemetry;

namespace SegService.Pipeline;

/// <summary>
/// One image's way through the rooms:
/// <list type="number">
/// <item>Models: lease the model, so that an unknown name costs nothing.</item>
/// <item>Decoding: read the header and hold it against the limits.</item>
/// <item>Admission: take as many permits as the image has pixels, or refuse at once; given back with the result. Then ask the caller's quota.</item>
/// <item>Decoding: decode the page.</item>
/// <item>Systems: the model's own way from pixels to instances. A network's: zoom, views (Preprocessing), tiles (Inference), zoom
/// back, instances (Postprocessing), measures (Measurement); classic's is Classic in the place of the first four.</item>
/// <item>LargeImages: of an image too large to be held whole, the last two are done window by window.</item>
/// </list>
/// CPU stages run behind the gate; nothing blocks a thread while it waits; what was taken is given back however it ends.
/// </summary>
internal sealed class SegmentationPipeline(ModelCatalogue models, ImageDecoder decoder, PixelBudget budget, CpuGate cpu,
    ISegmentationSystems systems, LargeImageOptions large, TimeProvider time) : ISegmentationPipeline
{
    public async Task<Outcome<SegmentationResult>> RunAsync(SegmentationRequest request, CancellationToken cancellationToken)
    {
        using var step = PipelineTelemetry.Start("segment");
        var outcome = await LeaseAsync(request, cancellationToken).ConfigureAwait(false);
        if (outcome.TryGet(out var result, out var failure))
            PipelineTelemetry.Segmented(result);
        else
            PipelineTelemetry.Failed(failure);
        step?.SetTag("segservice.model", result?.Model.ToString()).SetTag("error.type", failure?.Kind.ToString());
        return outcome;
    }

    private async Task<Outcome<SegmentationResult>> LeaseAsync(SegmentationRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (!models.Acquire(request.Model).TryGet(out var lease, out var failure))
                return failure;
            using (lease)
                return await AdmitAsync(request, lease, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new Failure(FailureKind.Cancelled, "The request was cancelled.");
        }
    }

    private async Task<Outcome<SegmentationResult>> AdmitAsync(SegmentationRequest request, ModelLease lease, CancellationToken cancellationToken)
    {
        if (!decoder.ReadHeader(request.Image, request.Parameters.Page).TryGet(out var info, out var failure))
            return failure;
        if (decoder.Check(info) is { } tooLarge)
            return tooLarge;
        if (!budget.Admit(info.Pixels, large.PixelsPerPermit(info)).TryGet(out var permit, out failure))
            return failure;

        return await HoldAsync(permit, ChargeAsync).ConfigureAwait(false);

        async Task<Outcome<SegmentationResult>> ChargeAsync() => request.Charge?.Invoke(info.Pixels) is { } exceeded
            ? exceeded
            : await (large.InWindows(info) ? OpenAsync(request, lease, info, permit, cancellationToken) : DecodeAsync(request, lease, permit, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<Outcome<SegmentationResult>> DecodeAsync(SegmentationRequest request, ModelLease lease, IDisposable permit,
        CancellationToken cancellationToken)
    {
        var timings = new StageTimings(time);
        var (bytes, asked) = (request.Image, request.Parameters);
        var (sha256, decoded) = await cpu.RunAsync(
            () => timings.Measure("decode", () => (Sha256(bytes), decoder.Decode(bytes, asked.Page, asked.Channel))), cancellationToken).ConfigureAwait(false);
        if (!decoded.TryGet(out var image, out var failure))
            return failure;
        return await HoldAsync(image, SegmentAsync).ConfigureAwait(false);

        async Task<Outcome<SegmentationResult>> SegmentAsync()
        {
            cancellationToken.ThrowIfCancellationRequested();
            var outcome = await systems.For(lease).SegmentAsync(new SourceImage(image, sha256), asked, timings, cancellationToken).ConfigureAwait(false);
            return outcome.TryGet(out var found, out failure) ? Result(request, lease.Identity, sha256, image, found, timings, permit) : failure;
        }
    }

    /// <summary>The large image's way: its pixels are decoded as they are needed, and again as a whole only for those who look at them.</summary>
    private async Task<Outcome<SegmentationResult>> OpenAsync(SegmentationRequest request, ModelLease lease, ImageInfo info, IDisposable permit,
        CancellationToken cancellationToken)
    {
        var timings = new StageTimings(time);
        var (bytes, asked) = (request.Image, request.Parameters);
        var (sha256, opened) = await cpu.RunAsync(
            () => timings.Measure("decode", () => (Sha256(bytes), decoder.Open(bytes, asked.Page, asked.Channel))), cancellationToken).ConfigureAwait(false);
        if (!opened.TryGet(out var page, out var failure))
            return failure;
        Outcome<Segmentation> outcome;
        using (page)
            outcome = await systems.For(lease).SegmentInWindowsAsync(page, asked, timings, cancellationToken).ConfigureAwait(false);
        if (!outcome.TryGet(out var found, out failure))
            return failure;
        var pixels = request.NeedsPixels
            ? await cpu.RunAsync(() => timings.Measure("decode", () => decoder.Decode(bytes, asked.Page, asked.Channel)), cancellationToken).ConfigureAwait(false)
            : DecodedImage.WithoutPixels(info);
        return pixels.TryGet(out var image, out failure) ? Result(request, lease.Identity, sha256, image, found, timings, permit) : failure;
    }

    private static SegmentationResult Result(SegmentationRequest request, ModelIdentity model, string sha256, DecodedImage image,
        Segmentation found, StageTimings timings, IDisposable permit) => new()
    {
        Id = Guid.CreateVersion7().ToString("N"),
        ImageId = request.ImageId ?? sha256,
        ImageSha256 = sha256,
        Model = model,
        Parameters = found.Used,
        Image = image,
        Labels = found.Labels,
        Instances = found.Instances,
        Maps = found.Maps,
        Timings = timings,
        Permit = permit,
    };

    /// <summary>A result takes over what its stage held; any other end gives it back.</summary>
    private static async Task<Outcome<SegmentationResult>> HoldAsync(IDisposable held, Func<Task<Outcome<SegmentationResult>>> stage)
    {
        var kept = false;
        try
        {
            var outcome = await stage().ConfigureAwait(false);
            kept = outcome.Succeeded;
            return outcome;
        }
        finally
        {
            if (!kept)
                held.Dispose();
        }
    }

    private static string Sha256(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
}

using SegService.Pipeline.Admission;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.LargeImages;

namespace SegService.Pipeline.Archiving;

/// <summary>Makes an archived result whole again for an encoder, admitted and decoded as an upload is.</summary>
public sealed class ResultRestorer(ImageDecoder decoder, PixelBudget budget, CpuGate cpu, LargeImageOptions large, TimeProvider time)
{
    /// <summary>The caller disposes the result.</summary>
    /// <param name="archived">What was kept.</param>
    /// <param name="upload">The image it was made of; null where the encoder does not read pixels, which saves decoding them.</param>
    /// <param name="cancellationToken">Ends the wait for a free processor.</param>
    public async Task<Outcome<SegmentationResult>> RestoreAsync(ArchivedResult archived, ReadOnlyMemory<byte>? upload, CancellationToken cancellationToken)
    {
        if (!budget.Admit(archived.Image.Pixels, large.PixelsPerPermit(archived.Image)).TryGet(out var permit, out var failure))
            return failure;
        var kept = false;
        try
        {
            var outcome = await cpu.RunAsync(() => Restore(archived, upload, permit), cancellationToken).ConfigureAwait(false);
            kept = outcome.Succeeded;
            return outcome;
        }
        finally
        {
            if (!kept)
                permit.Dispose();
        }
    }

    private Outcome<SegmentationResult> Restore(ArchivedResult archived, ReadOnlyMemory<byte>? upload, IDisposable permit)
    {
        if (upload is not { } bytes)
            return archived.Restore(DecodedImage.WithoutPixels(archived.Image), permit, time);
        var (page, channel) = (archived.Parameters.Page, archived.Parameters.Channel);
        if (!decoder.Decode(bytes, page, channel).TryGet(out var image, out var failure))
            return failure;
        return archived.Restore(new DecodedImage(archived.Image, image.Samples, image.Rgb), permit, time);
    }
}

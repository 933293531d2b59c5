using Microsoft.Extensions.Options;
using Microsoft.IO;
using SegService.Api.Server;
using SegService.Pipeline;

namespace SegService.Api.Segmentations;

/// <summary>
/// Takes one image out of a request: the file field <c>image</c> of a form, or else the whole body, whatever its Content-Type
/// says; the bytes decide what it is.
/// </summary>
internal sealed class UploadReader(RecyclableMemoryStreamManager pool, ByteBudget budget, IOptions<RequestLimits> limits, TimeProvider time)
{
    private static readonly string[] Image = [UploadFailures.Field];

    /// <exception cref="BadHttpRequestException">The body was refused: cut off, slower than the minimum rate, or not here in time.</exception>
    public async Task<Outcome<ImageUpload>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!(await ReceiveAsync(request, Image, cancellationToken)).TryGet(out var form, out var failure))
            return failure;
        using (form)
            return form.Take(UploadFailures.Field);
    }

    /// <summary>One file of each field, in any order, from a form and nothing else.</summary>
    /// <exception cref="BadHttpRequestException">As <see cref="ReadAsync"/>.</exception>
    public async Task<Outcome<UploadForm>> ReadFormAsync(HttpRequest request, IReadOnlyList<string> fields, CancellationToken cancellationToken) =>
        !Body(request).IsForm ? UploadFailures.NoForm(fields) : await ReceiveAsync(request, fields, cancellationToken);

    private async Task<Outcome<UploadForm>> ReceiveAsync(HttpRequest request, IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        var largest = limits.Value.MaxRequestBytes;
        if (request.ContentLength > largest)
            return UploadFailures.TooLarge(largest, request.ContentLength);

        using var deadline = new CancellationTokenSource(limits.Value.UploadTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await FillAsync(new UploadForm(pool, budget, fields), request, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BadHttpRequestException($"The upload took longer than {limits.Value.UploadTimeout.TotalSeconds:0.###} s.", StatusCodes.Status408RequestTimeout);
        }
    }

    /// <summary>Gives the form's memory back however the filling ends, unless all of it is here.</summary>
    private async Task<Outcome<UploadForm>> FillAsync(UploadForm form, HttpRequest request, CancellationToken cancellationToken)
    {
        var filled = false;
        try
        {
            var body = Body(request);
            var outcome = await body.ReadAsync<UploadForm>(async () =>
                await (body.IsForm ? FillAsync(form, body, cancellationToken) : form.Open(UploadFailures.Field).Value.FillAsync(request.Body, cancellationToken)) is { } failure
                    ? failure
                    : form);
            filled = outcome.Succeeded;
            return outcome;
        }
        finally
        {
            if (!filled)
                form.Dispose();
        }
    }

    private static async Task<Failure?> FillAsync(UploadForm form, FormBody body, CancellationToken cancellationToken)
    {
        await foreach (var part in body.PartsAsync(cancellationToken))
        {
            if (!form.Open(part.Name).TryGet(out var upload, out var failure))
                return failure;
            upload.FileName = part.FileName;
            failure = await upload.FillAsync(part.Body, cancellationToken);
            if (failure is not null)
                return upload.Length == 0 ? UploadFailures.EmptyFile(part.Name!) : failure;
        }

        return form.Missing;
    }

    private FormBody Body(HttpRequest request) => new(request, UploadFailures.Field, limits.Value.MaxRequestBytes);
}

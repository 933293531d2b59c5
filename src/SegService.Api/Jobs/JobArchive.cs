using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using SegService.Api.Segmentations;
using SegService.Jobs;
using SegService.Pipeline.Encoding;

namespace SegService.Api.Jobs;

/// <summary>
/// All results of a job in one document, sent as it is made: one submission for csv, else a zip with one document an image. Only
/// one image's result is in memory at a time.
/// </summary>
internal sealed class JobArchive(Guid job, IReadOnlyList<JobImage> images, SegmentationAnswer first, IResultEncoder encoder, JobResults results) : IResult
{
    private const string Zip = "application/zip";
    private const string Submission = "csv";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var isSubmission = encoder.Format == Submission;
        response.ContentType = isSubmission ? encoder.MediaType : Zip;
        response.Headers.ContentDisposition = $"attachment; filename=\"{job}{(isSubmission ? encoder.FileExtension : $"-{encoder.Format}.zip")}\"";
        await (isSubmission ? WriteSubmissionAsync(response.Body, httpContext.RequestAborted) : WriteZipAsync(response.Body, httpContext.RequestAborted));
    }

    private async Task WriteSubmissionAsync(Stream output, CancellationToken cancellationToken)
    {
        var isFirst = true;
        await foreach (var answer in AnswersAsync(cancellationToken))
        {
            var rows = answer.Document.GetReadOnlySequence();
            foreach (var block in isFirst ? rows : rows.Slice(rows.GetPosition(1, rows.PositionOf((byte)'\n')!.Value)))
                await output.WriteAsync(block, cancellationToken);
            isFirst = false;
        }
    }

    private async Task WriteZipAsync(Stream output, CancellationToken cancellationToken)
    {
        // ZipArchive ends its entries with synchronous writes, which the server's own stream refuses.
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await using (var zip = new ZipArchive(pipe.Writer.AsStream(leaveOpen: true), ZipArchiveMode.Create))
        {
            await foreach (var answer in AnswersAsync(cancellationToken))
            {
                answer.Document.Position = 0;
                if (encoder.MediaType != Zip || !TryUnpack(answer, zip))
                    Add(zip, DownloadName.Of(answer.ImageId, encoder), answer.Document);
                await SendAsync(pipe.Reader, output, cancellationToken);
            }
        }

        await SendAsync(pipe.Reader, output, cancellationToken);
    }

    /// <summary>An archive whose entries lie in a folder of the image's name is not packed again: folders lie side by side, as in Kaggle's data.</summary>
    private static bool TryUnpack(SegmentationAnswer answer, ZipArchive zip)
    {
        using var inner = new ZipArchive(answer.Document, ZipArchiveMode.Read, leaveOpen: true);
        if (!inner.Entries.All(entry => entry.FullName.StartsWith($"{answer.ImageId}/", StringComparison.Ordinal)))
            return false;
        foreach (var entry in inner.Entries)
        {
            using var content = entry.Open();
            Add(zip, entry.FullName, content);
        }

        return true;
    }

    private static void Add(ZipArchive zip, string name, Stream content)
    {
        using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        content.CopyTo(entry);
    }

    private static async Task SendAsync(PipeReader made, Stream output, CancellationToken cancellationToken)
    {
        if (!made.TryRead(out var read))
            return;
        foreach (var block in read.Buffer)
            await output.WriteAsync(block, cancellationToken);
        made.AdvanceTo(read.Buffer.End);
    }

    /// <summary>The first was made before the answer began, so that a format that cannot be is still refused.</summary>
    private async IAsyncEnumerable<SegmentationAnswer> AnswersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (first.Document)
            yield return first;
        foreach (var image in images.Skip(1))
        {
            // Cutting the connection is all that can still be said to a client that has half an archive.
            var outcome = await results.WriteInTimeAsync(image, encoder, cancellationToken) ?? throw new IOException("The job was deleted while its results were sent.");
            var answer = outcome.Value;
            await using (answer.Document)
                yield return answer;
        }
    }
}

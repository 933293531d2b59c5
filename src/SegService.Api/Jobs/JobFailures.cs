using System.Globalization;
using SegService.Api.Problems;
using SegService.Api.Segmentations;
using SegService.Jobs;
using SegService.Pipeline;

namespace SegService.Api.Jobs;

/// <summary>The ways a submission is refused, and what a job cannot give, worded once.</summary>
internal static class JobFailures
{
    public const string Field = "images";

    public static Failure NoForm => Invalid("Send multipart/form-data: file fields 'images' with images or zip files of images, and parameters as fields.");

    public static Failure Missing => Invalid("The form has no file field 'images', or only empty archives.");

    public static Failure MalformedZip(string? name) => Invalid($"The zip file '{UploadFailures.Shorten(name)}' is damaged, or packed in a way this service does not read.");

    public static Failure Empty(string? name) => Invalid($"The file '{UploadFailures.Shorten(name)}' is empty.");

    public static Failure LongField(string name, int limit) =>
        Invalid($"The field '{UploadFailures.Shorten(name)}' is longer than {limit} bytes; images go into the field 'images'.") with { Field = UploadFailures.Shorten(name), Limit = $"{limit} bytes" };

    public static Failure ManyFields(int limit) => Invalid("The form has too many fields.") with { Limit = $"{limit} fields" };

    public static Failure NothingReadable(int count, string first, Failure why) => why with
    {
        Kind = FailureKind.Unreadable,
        Detail = count == 1 ? why.Detail : string.Create(CultureInfo.InvariantCulture, $"None of the {count} images can be read. The first, '{first}': {why.Detail}"),
        Field = Field,
    };

    public static Failure LargeImage(string? name, long limit) => TooLarge($"The image '{UploadFailures.Shorten(name)}' has more than {limit} bytes once unpacked.", $"{limit} bytes");

    public static Failure LargeJob(long limit) => TooLarge($"The images have more than {limit} bytes together once unpacked.", $"{limit} bytes");

    public static Failure ManyImages(int limit) => TooLarge($"The job has more than {limit} images; send several jobs.", $"{limit} images");

    public static Failure ManyEntries(string? name, int limit) => TooLarge($"The table of contents of '{UploadFailures.Shorten(name)}' is longer than {limit} images need.", $"{limit} images");

    public static Failure Full(int limit, TimeSpan retryAfter) => new(FailureKind.Overloaded, "The queue is full; try again later.")
    {
        Limit = string.Create(CultureInfo.InvariantCulture, $"{limit} images"), RetryAfter = retryAfter,
    };

    public static ProblemResult KeyReused(string key) => new(ProblemKind.IdempotencyConflict, "This Idempotency-Key belongs to a job of another content; use a new key for a new job.")
    {
        Field = JobSubmitter.KeyHeader, Value = UploadFailures.Shorten(key),
    };

    public static ProblemResult UnknownJob => new(ProblemKind.NotFound, "There is no such job, or it is another caller's.");

    public static ProblemResult UnknownImage(Job job) => new(ProblemKind.NotFound, "The job has no image of that index.")
    {
        Field = "index", Limit = string.Create(CultureInfo.InvariantCulture, $"0 to {job.Counts.Total - 1}"),
    };

    public static ProblemResult Gone(Job job) => new(ProblemKind.Gone, job.Status == JobStatus.Expired
        ? "The job's results are past their retention and were removed."
        : "The job was cancelled; its images and results were removed.");

    public static ProblemResult NotFinished(string what, TimeSpan? wait) => new(ProblemKind.NotFinished, $"{what} is not finished yet; its events or its document say when it is.")
    {
        RetryAfter = wait ?? TimeSpan.FromSeconds(1),
    };

    public static ProblemResult NoResult(JobProblem? problem) => new(ProblemKind.NoResult, problem?.Detail ?? "None of the job's images has a result.")
    {
        Field = problem?.Field, Limit = problem?.Limit,
    };

    private static Failure Invalid(string detail) => new(FailureKind.InvalidParameter, detail) { Field = Field };

    private static Failure TooLarge(string detail, string limit) => new(FailureKind.TooLarge, detail) { Field = Field, Limit = limit };
}

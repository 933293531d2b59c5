using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace SegService.Jobs.State;

/// <summary>Rows to records and back.</summary>
internal static class SqliteRows
{
    public static Job Job(SqliteDataReader row) => new()
    {
        Id = row.Id("id"),
        Owner = row.String("owner"),
        Status = row.Name<JobStatus>("status"),
        Options = row.String("options"),
        Callback = row.StringOrNull("callback") is { } url ? new Uri(url) : null,
        CreatedAt = row.Time("created_at"),
        StartedAt = row.TimeOrNull("started_at"),
        FinishedAt = row.TimeOrNull("finished_at"),
        ExpiresAt = row.TimeOrNull("expires_at"),
        Counts = Counts(row),
    };

    public static JobImage Image(SqliteDataReader row)
    {
        var job = row.Id("job");
        return new JobImage
        {
            Index = row.Int("idx"),
            ImageId = row.String("image_id"),
            Source = new Blob(new BlobKey(job, row.String("source")), row.Long("source_length")),
            Pixels = row.Long("pixels"),
            Status = row.Name<ImageStatus>("status"),
            Attempts = row.Int("attempts"),
            Token = row.Long("token"),
            LeaseUntil = row.TimeOrNull("lease_until"),
            DueAt = row.Time("due_at"),
            StartedAt = row.TimeOrNull("started_at"),
            FinishedAt = row.TimeOrNull("finished_at"),
            Result = row.StringOrNull("result") is { } sha ? new Blob(new BlobKey(job, sha), row.Long("result_length")) : null,
            Count = row.IntOrNull("count"),
            Problem = row.StringOrNull("problem") is { } json ? JsonSerializer.Deserialize<JobProblem>(json) : null,
        };
    }

    public static ImageCounts Counts(SqliteDataReader row) =>
        new(row.Int("queued"), row.Int("running"), row.Int("succeeded"), row.Int("failed"), row.Int("cancelled"));

    public static Job? FindJob(this SqliteConnection db, Guid id) => db.First(Job, "SELECT * FROM jobs WHERE id = $id", ("$id", id));

    public static JobImage? FindImage(this SqliteConnection db, Guid job, int index) =>
        db.First(Image, "SELECT * FROM images WHERE job = $job AND idx = $index", ("$job", job), ("$index", index));

    public static List<JobImage> FindImages(this SqliteConnection db, Guid job) =>
        db.Query(Image, "SELECT * FROM images WHERE job = $job ORDER BY idx", ("$job", job));

    public static void Save(this SqliteConnection db, Guid job, JobImage image) => db.Execute(
        """
        UPDATE images SET status = $status, attempts = $attempts, token = $token, lease_until = $lease, due_at = $due,
            started_at = $started, finished_at = $finished, result = $result, result_length = $length, count = $count, problem = $problem
        WHERE job = $job AND idx = $index
        """,
        ("$job", job), ("$index", image.Index), ("$status", image.Status), ("$attempts", image.Attempts), ("$token", image.Token),
        ("$lease", image.LeaseUntil), ("$due", image.DueAt), ("$started", image.StartedAt), ("$finished", image.FinishedAt),
        ("$result", image.Result?.Key.Sha256), ("$length", image.Result?.Length), ("$count", image.Count),
        ("$problem", image.Problem is null ? null : JsonSerializer.Serialize(image.Problem)));

    public static void Insert(this SqliteConnection db, Guid job, int index, SubmittedImage image, DateTimeOffset now) => db.Execute(
        """
        INSERT INTO images (job, idx, image_id, source, source_length, pixels, status, attempts, token, due_at)
        VALUES ($job, $index, $imageId, $source, $length, $pixels, 'queued', 0, 0, $now)
        """,
        ("$job", job), ("$index", index), ("$imageId", image.ImageId), ("$source", image.Source.Key.Sha256),
        ("$length", image.Source.Length), ("$pixels", image.Pixels), ("$now", now));

    public static void ForgetResults(this SqliteConnection db, Guid job) =>
        db.Execute("UPDATE images SET result = NULL, result_length = NULL WHERE job = $job", ("$job", job));
}

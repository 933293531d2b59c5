using Microsoft.Data.Sqlite;
using SegService.Jobs.State;

namespace SegService.Jobs.Tests.State;

public sealed class BacklogTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteDatabase _database;

    public BacklogTests() => _database = new SqliteDatabase(Path.Combine(_directory.Path, "jobs.db"), isDurable: false);

    public void Dispose()
    {
        _database.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public Task Whatever_happens_to_jobs_the_sums_are_those_of_all_that_are_unfinished(int seed) => _database.WriteAsync(db =>
    {
        var (random, jobs, submitted, held) = (new Random(seed), new BacklogJobs(db), new List<Guid>(), new List<Lease>());
        for (var step = 0; step < 200; step++)
        {
            Change(random, jobs, submitted, held);
            Assert.Equal(
                db.First(row => new QueueDepth(row.Int("waiting"), row.Long("pixels"), row.Int("running"), null),
                    "SELECT coalesce(sum(queued), 0) AS waiting, coalesce(sum(pixels_left), 0) AS pixels, coalesce(sum(running), 0) AS running FROM jobs"),
                db.Depth(speed: null));
            foreach (var job in submitted)
                Check(db, job);
        }

        return held.Count;
    });

    [Fact]
    public Task Position_is_the_same_counted_from_either_end() => _database.WriteAsync(db =>
    {
        var jobs = new BacklogJobs(db);
        List<Guid> submitted = [.. Enumerable.Range(0, 1100).Select(_ => jobs.Submit(1))];

        Assert.Equal([1, 99, 100, 101, 102, 1100], new[] { 0, 98, 99, 100, 101, 1099 }.Select(i => db.Estimate(submitted[i], null)!.Position!.Value));
        return 0;
    });

    private static void Change(Random random, BacklogJobs jobs, List<Guid> submitted, List<Lease> held)
    {
        switch (random.Next(8))
        {
            case 0 or 1:
                submitted.Add(jobs.Submit(Enumerable.Range(0, random.Next(1, 4)).Select(_ => (long)Math.Pow(10, random.NextDouble() * 4) - 1)));
                break;
            case 2 or 3 when jobs.Take() is { } lease:
                held.Add(lease);
                break;
            case 4 when submitted.Count > 0:
                jobs.Remove(submitted[random.Next(submitted.Count)]);
                break;
            case 5 when held.Count > 0:
                jobs.Complete(held[random.Next(held.Count)]);
                break;
            case 6 when held.Count > 0:
                jobs.Fail(held[random.Next(held.Count)]);
                break;
            case 7 when held.Count > 0:
                jobs.HandBack(held[random.Next(held.Count)]);
                break;
        }
    }

    private static void Check(SqliteConnection db, Guid id)
    {
        var estimate = db.Estimate(id, speed: 1);
        if (db.FindJob(id) is not { IsFinished: false } job)
        {
            Assert.Null(estimate);
            return;
        }

        Assert.NotNull(estimate);
        Assert.Equal(job.Status != JobStatus.Queued ? null
            : (int)db.Number("SELECT count(*) FROM jobs WHERE status = 'queued' AND id <= $id", ("$id", id)), estimate.Position);
        var least = db.Number(
            "SELECT sum(min(other.pixels_left, this.pixels_left)) FROM jobs AS this JOIN jobs AS other WHERE this.id = $id", ("$id", id));
        Assert.InRange(estimate.Remaining!.Value.TotalSeconds, least, least * 1.21);
    }
}

using Microsoft.Data.Sqlite;
using SegService.Jobs.State;
using SegService.Jobs.State.Commands;

namespace SegService.Jobs.Tests.State;

public sealed class SqliteDatabaseTests : IDisposable
{
    /// <summary>Undoes the third step.</summary>
    private const string Older =
        """
        DROP TRIGGER backlog_comes; DROP TRIGGER backlog_changes; DROP TRIGGER backlog_finishes; DROP TABLE backlog; DROP INDEX images_done;
        CREATE INDEX images_done ON images (finished_at) WHERE status = 'succeeded';
        CREATE INDEX jobs_unfinished ON jobs (id, queued, running, pixels_left) WHERE finished_at IS NULL
        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteDatabase _database;

    public SqliteDatabaseTests() => _database = new SqliteDatabase(Path.Combine(_directory.Path, "jobs.db"));

    public void Dispose()
    {
        _database.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_write_that_throws_leaves_nothing_and_does_not_touch_its_neighbours()
    {
        var writes = Enumerable.Range(0, 20).Select(i => _database.WriteAsync(db =>
        {
            db.Execute("INSERT INTO owners VALUES ($name, 0)", ("$name", $"owner-{i}"));
            return i % 2 == 0 ? i : throw new InvalidOperationException($"{i}");
        })).ToList();

        await ((Task)Task.WhenAll(writes)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        Assert.All(writes, (write, i) => Assert.Equal(i % 2 == 0, write.IsCompletedSuccessfully));
        Assert.Equal(10, _database.Read(db => db.Number("SELECT count(*) FROM owners")));
    }

    [Fact]
    public async Task A_statement_that_failed_works_again()
    {
        Task<int> InsertAsync(string name) => _database.WriteAsync(db => db.Execute("INSERT INTO owners VALUES ($name, 0)", ("$name", name)));
        await InsertAsync("ann");

        var refused = await Assert.ThrowsAsync<SqliteException>(() => InsertAsync("ann"));

        Assert.Equal(19, refused.SqliteErrorCode);
        Assert.Equal(1, await InsertAsync("bob"));
    }

    [Fact]
    public void A_statement_may_run_inside_itself()
    {
        const string Sql = "SELECT $n";
        var product = _database.Read(db => db.First(row => row.GetInt64(0) * db.Number(Sql, ("$n", 7)), Sql, ("$n", 6)));

        Assert.Equal(42, product);
    }

    [Fact]
    public async Task A_cancelled_write_does_not_happen()
    {
        var cancelled = _database.WriteAsync(db => db.Execute("INSERT INTO owners VALUES ('a', 0)"), new CancellationToken(canceled: true));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(0, _database.Read(db => db.Number("SELECT count(*) FROM owners")));
    }

    [Fact]
    public async Task A_closed_database_refuses()
    {
        _database.Dispose();

        await Assert.ThrowsAnyAsync<Exception>(() => _database.WriteAsync(db => 1));
    }

    [Fact]
    public void The_hot_queries_need_no_scan_and_no_sort()
    {
        var plan = _database.Read(db => db.Query(row => row.GetString(3), "EXPLAIN QUERY PLAN " + Take.NextSql, ("$now", 0)));

        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE"));
    }

    [Fact]
    public async Task The_backlog_of_a_database_that_had_none_is_added_up()
    {
        var path = Path.Combine(_directory.Path, "old.db");
        using (var old = new SqliteDatabase(path))
        {
            await old.WriteAsync(db => new BacklogJobs(db).Submit(pixels: [300, 50]));
            await old.WriteAsync(db => db.Execute($"{Older}; PRAGMA user_version = 2"));
        }

        using var migrated = new SqliteDatabase(path);

        Assert.Equal(new QueueDepth(2, 350, 0, null), migrated.Read(db => db.Depth(speed: null)));
        await migrated.WriteAsync(db => new BacklogJobs(db).Submit(pixels: [7]));
        Assert.Equal(new QueueDepth(3, 357, 0, null), migrated.Read(db => db.Depth(speed: null)));
    }

    [Fact]
    public void A_database_of_the_first_version_is_brought_up_to_date()
    {
        var path = Path.Combine(_directory.Path, "old.db");
        using (var old = new SqliteDatabase(path))
            old.Read(db => db.Execute($"{Older}; DROP INDEX jobs_by_status; ALTER TABLE jobs DROP COLUMN trace_parent; PRAGMA user_version = 1"));

        using var migrated = new SqliteDatabase(path);

        Assert.Equal(0, migrated.Read(db => db.Number("SELECT count(*) FROM jobs INDEXED BY jobs_by_status WHERE status = 'queued' AND trace_parent IS NULL")));
    }
}

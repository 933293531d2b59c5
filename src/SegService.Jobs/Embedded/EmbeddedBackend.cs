using Microsoft.Extensions.Options;
using SegService.Jobs.State;

namespace SegService.Jobs.Embedded;

/// <summary>Everything durable in one directory: a SQLite database and files. Opening it takes up what a dead process left.</summary>
public sealed class EmbeddedBackend : IJobBackend
{
    private readonly DataDirectoryLock _lock;
    private readonly SqliteDatabase _database;
    private readonly FileBlobStore _blobs;

    /// <exception cref="InvalidOperationException">The directory is in use, cannot be written, or was written by a newer version.</exception>
    public EmbeddedBackend(IOptions<JobOptions> options, TimeProvider time)
    {
        var directory = Path.GetFullPath(options.Value.DataDirectory);
        var changes = new ChangeFeed();
        _lock = new DataDirectoryLock(directory);
        _database = new SqliteDatabase(Path.Combine(directory, "jobs.db"));
        _blobs = new FileBlobStore(Path.Combine(directory, "blobs"));
        var log = new LocalLog(_database, changes, options.Value.Slots);
        var rules = options.Value.Rules;
        Store = new JobStore(_database, log, changes, rules, time);
        Queue = new JobQueue(_database, log, changes, rules, time);
        Callbacks = new CallbackOutbox(_database, log, rules, time);
        Resumed = log.RunAsync<int>(new GiveUpHeld { Now = time.GetUtcNow(), Rules = rules }, CancellationToken.None).GetAwaiter().GetResult();
    }

    /// <summary>Images that were in work when the process before this one ended.</summary>
    public int Resumed { get; }

    public IJobStore Store { get; }

    public IJobQueue Queue { get; }

    public IBlobStore Blobs => _blobs;

    public ICallbackOutbox Callbacks { get; }

    public void Dispose()
    {
        _blobs.Dispose();
        _database.Dispose();
        _lock.Dispose();
    }
}

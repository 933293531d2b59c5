using Microsoft.Extensions.Options;

namespace SegService.Jobs.Embedded;

/// <summary>Everything durable in one directory: a SQLite database and files. Opening it takes up what a dead process left.</summary>
public sealed class EmbeddedBackend : IJobBackend
{
    private readonly DataDirectoryLock _lock;
    private readonly SqliteDatabase _database;
    private readonly FileBlobStore _blobs;
    private readonly SqliteJobQueue _queue;

    /// <exception cref="InvalidOperationException">The directory is in use, or was written by a newer version.</exception>
    public EmbeddedBackend(IOptions<JobOptions> options, TimeProvider time)
    {
        var directory = Path.GetFullPath(options.Value.DataDirectory);
        Directory.CreateDirectory(directory);
        var changes = new ChangeFeed();
        _lock = new DataDirectoryLock(directory);
        _database = new SqliteDatabase(Path.Combine(directory, "jobs.db"));
        _blobs = new FileBlobStore(Path.Combine(directory, "blobs"));
        _queue = new SqliteJobQueue(_database, changes, options.Value, time);
        Store = new SqliteJobStore(_database, changes, options.Value, time);
        Callbacks = new SqliteCallbackOutbox(_database, options.Value, time);
        Resumed = _queue.RecoverAsync().GetAwaiter().GetResult();
    }

    /// <summary>Images that were in work when the process before this one ended.</summary>
    public int Resumed { get; }

    public IJobStore Store { get; }

    public IJobQueue Queue => _queue;

    public IBlobStore Blobs => _blobs;

    public ICallbackOutbox Callbacks { get; }

    public void Dispose()
    {
        _blobs.Dispose();
        _database.Dispose();
        _lock.Dispose();
    }
}

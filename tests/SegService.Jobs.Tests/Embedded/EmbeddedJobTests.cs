using SegService.Jobs.Embedded;
using SegService.Jobs.State;
using SegService.Jobs.Tests.Contract;

namespace SegService.Jobs.Tests.Embedded;

public sealed class EmbeddedJobTests : JobContract
{
    private readonly TemporaryDirectory _directory = new();

    public override void Dispose()
    {
        base.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void A_second_process_is_kept_off_the_data_directory()
    {
        _ = Backend;

        var refused = Assert.Throws<InvalidOperationException>(Open);

        Assert.Contains("in use by another process", refused.Message);
    }

    [Fact]
    public void A_data_directory_that_cannot_be_written_is_refused_in_words()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(Path.Combine(directory.Path, "lock")); // where a file is to be, even root cannot write one

        var refused = Assert.Throws<InvalidOperationException>(() => new DataDirectoryLock(directory.Path));

        Assert.Contains($"'{directory.Path}' cannot be written", refused.Message);
    }

    [Fact]
    public async Task What_a_dead_process_held_is_taken_again_at_once()
    {
        var job = await SubmitAsync(images: 2);
        await TakeAsync(max: 2);

        Restart();

        Assert.Equal(2, ((EmbeddedBackend)Backend).Resumed);
        Assert.Equal([(job.Id, 2), (job.Id, 2)], (await TakeAsync(max: 2)).Select(lease => (lease.Job, lease.Image.Attempts)));
    }

    [Fact]
    public async Task What_a_power_loss_left_half_written_is_written_anew()
    {
        var blob = await Backend.Blobs.PutAsync(Guid.CreateVersion7(), new MemoryStream(Bytes(1)), Cancel);
        await File.WriteAllBytesAsync(Directory.GetFiles(_directory.Path, blob.Key.Sha256, SearchOption.AllDirectories).Single(), Bytes(1)[..10], Cancel);

        Assert.Equal(blob, await Backend.Blobs.PutAsync(blob.Key.Job, new MemoryStream(Bytes(1)), Cancel));

        Assert.Equal(Bytes(1), await ReadAsync(blob.Key));
    }

    [Fact]
    public async Task An_image_that_kills_every_process_ends_as_failed()
    {
        var job = await SubmitAsync();

        for (var i = 0; i < Options.MaxAttempts; i++)
        {
            await TakeOneAsync();
            Restart();
        }

        Assert.Empty(await TakeAsync());
        Assert.Equal(JobProblem.WorkerLost, (await ImageAsync(job.Id)).Problem?.Kind);
    }

    [Fact]
    public void A_database_of_a_newer_version_is_refused()
    {
        _ = Backend;
        base.Dispose();
        using (var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(_directory.Path, "jobs.db")};Pooling=False"))
        {
            database.Open();
            database.Execute("PRAGMA user_version = 1000");
        }

        Assert.Contains("schema version 1000", Assert.Throws<InvalidOperationException>(Open).Message);
    }

    protected override IJobBackend Open()
    {
        Options.DataDirectory = _directory.Path;
        return new EmbeddedBackend(Microsoft.Extensions.Options.Options.Create(Options), Time);
    }
}

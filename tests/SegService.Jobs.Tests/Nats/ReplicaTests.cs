using SegService.Jobs.Nats;
using SegService.Jobs.State;
using SegService.Jobs.State.Commands;

namespace SegService.Jobs.Tests.Nats;

public sealed class ReplicaTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly JobRules Rules = new JobOptions().Rules;

    private readonly Replica _replica = new();

    public void Dispose() => _replica.Dispose();

    [Fact]
    public async Task A_command_that_arrives_twice_is_applied_once()
    {
        Assert.IsType<SubmitOutcome.Accepted>(await ApplyAsync(1, "a", Submit()));

        Assert.Null(await ApplyAsync(2, "a", Submit()));
        Assert.Equal(new LogPosition(2, "a"), _replica.Position);
    }

    [Fact]
    public async Task A_gap_in_the_log_is_refused_and_what_follows_it_too()
    {
        await ApplyAsync(1, "a", Submit());

        await Assert.ThrowsAsync<InvalidOperationException>(() => ApplyAsync(3, "c", Submit()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => ApplyAsync(4, "d", Submit()));
        Assert.Equal(new LogPosition(1, "a"), _replica.Position);
        Assert.IsType<SubmitOutcome.Accepted>(await ApplyAsync(2, "b", Submit()));
    }

    [Fact]
    public async Task A_command_that_is_wrong_in_itself_changes_nothing_and_is_passed_over()
    {
        var submit = Submit();
        await ApplyAsync(1, "a", submit);

        Assert.IsType<CommandFailure>(await ApplyAsync(2, "b", submit with { Submission = submit.Submission with { Owner = "bob" } }));

        Assert.Equal(new LogPosition(2, "b"), _replica.Position);
        Assert.Equal(0, _replica.Database.Read(db => db.Number("SELECT count(*) FROM owners WHERE name = 'bob'")));
    }

    [Fact]
    public async Task A_copy_holds_everything_and_goes_on_where_it_was_made()
    {
        var submit = Submit();
        await ApplyAsync(1, "a", submit);
        var (file, position) = _replica.Save();
        using var copy = new Replica();

        await copy.LoadAsync(file);

        Assert.Equal(position, copy.Position);
        Assert.NotNull(copy.Database.Read(db => db.FindJob(submit.Submission.Id)));
        Assert.Null(await copy.ApplyAsync(new LogPosition(2, "a"), submit));
        Assert.IsType<Taken>(await copy.ApplyAsync(new LogPosition(3, "b"), new Take { Now = Now, Rules = Rules, Max = 1 }));
    }

    [Fact]
    public async Task Loading_nothing_forgets_everything()
    {
        await ApplyAsync(1, "a", Submit());

        await _replica.LoadAsync(file: null);

        Assert.Equal(new LogPosition(0, ""), _replica.Position);
        Assert.Equal(0, _replica.Database.Read(db => db.Number("SELECT count(*) FROM jobs")));
        Assert.IsType<SubmitOutcome.Accepted>(await ApplyAsync(1, "a", Submit()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10_000)]
    public void What_is_written_into_the_log_is_read_out_of_it(int images)
    {
        var submit = Submit(images);

        var (data, headers) = LogJson.Write(submit);
        var read = Assert.IsType<Submit>(LogJson.Read(data, headers));

        Assert.True(data.Length < 1000 + (images * 96), $"{data.Length} bytes");
        Assert.Equal(submit.Submission.Images, read.Submission.Images);
        Assert.Equal(submit with { Submission = read.Submission }, read);
        Assert.Equal(submit.Submission with { Images = read.Submission.Images }, read.Submission);
    }

    [Fact]
    public void What_workers_write_all_the_time_is_small()
    {
        var held = new Holding(Guid.CreateVersion7(), 9_999, 12);
        JobCommand[] commands =
        [
            new Take { Now = Now, Rules = Rules, Max = 32, Worker = Guid.NewGuid(), Slots = 32 },
            new Renew { Now = Now, Rules = Rules, Held = held },
            new Complete { Now = Now, Rules = Rules, Held = held, Result = Blob(held.Job, 1_000_000), Count = 1_000 },
        ];

        Assert.All(commands, command => Assert.InRange(LogJson.Write(command).Data.Length, 1, 600));
    }

    private Task<object?> ApplyAsync(ulong sequence, string id, JobCommand command) => _replica.ApplyAsync(new LogPosition(sequence, id), command);

    private static Submit Submit(int images = 1)
    {
        var id = Guid.CreateVersion7();
        return new Submit
        {
            Now = Now, Rules = Rules,
            Submission = new JobSubmission
            {
                Id = id, Owner = "ann", IdempotencyKey = null, Fingerprint = "f", Options = "{}", Callback = new Uri("https://lab.example/done"),
                Images = [.. Enumerable.Range(0, images).Select(i => new SubmittedImage($"image-{i}", Blob(id, i), Pixels: 100 + i))],
            },
        };
    }

    private static Blob Blob(Guid job, int seed)
    {
        var hash = new byte[32];
        new Random(seed).NextBytes(hash);
        return new Blob(new BlobKey(job, Convert.ToHexStringLower(hash)), seed);
    }
}

using Microsoft.Data.Sqlite;
using SegService.Jobs.State;
using SegService.Jobs.State.Commands;

namespace SegService.Jobs.Tests.State;

/// <summary>Changes jobs as the queue does, within one transaction.</summary>
internal sealed class BacklogJobs(SqliteConnection db)
{
    private static readonly JobRules Rules = new JobOptions { MaxAttempts = 2, RetryDelay = TimeSpan.Zero }.Rules;

    private DateTimeOffset _now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public Guid Submit(params IEnumerable<long> pixels)
    {
        var id = Guid.CreateVersion7(Now());
        var images = pixels.Select((each, i) => new SubmittedImage($"image-{i}", new Blob(new BlobKey(id, $"{i}"), 10), each));
        var submission = new JobSubmission { Id = id, Owner = "ann", Fingerprint = "f", Options = "{}", Images = [.. images] };
        new Submit { Now = _now, Rules = Rules, Submission = submission }.Apply(db);
        return id;
    }

    public Lease? Take() => ((Taken)new Take { Now = Now(), Rules = Rules, Max = 1 }.Apply(db)).Leases.SingleOrDefault();

    public void Complete(Lease lease) => new Complete
    {
        Now = Now(), Rules = Rules, Held = Holding.Of(lease), Result = new Blob(new BlobKey(lease.Job, "result"), 10), Count = 1,
    }.Apply(db);

    public void Fail(Lease lease) => new Fail
    {
        Now = Now(), Rules = Rules, Held = Holding.Of(lease), Problem = new JobProblem("fault", "It failed."), Transient = true,
    }.Apply(db);

    public void HandBack(Lease lease) => new HandBack { Now = Now(), Rules = Rules, Held = Holding.Of(lease) }.Apply(db);

    public void Remove(Guid job) => new Remove { Now = Now(), Rules = Rules, Job = job }.Apply(db);

    private DateTimeOffset Now() => _now += TimeSpan.FromMilliseconds(1);
}

namespace SegService.Jobs;

/// <summary>One place where jobs are kept, with everything that must agree about them.</summary>
public interface IJobBackend : IDisposable
{
    IJobStore Store { get; }

    IJobQueue Queue { get; }

    IBlobStore Blobs { get; }

    ICallbackOutbox Callbacks { get; }
}

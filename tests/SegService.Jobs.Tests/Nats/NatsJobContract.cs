using SegService.Jobs.Tests.Contract;

namespace SegService.Jobs.Tests.Nats;

/// <summary>The contract over a NATS server, whichever way it runs.</summary>
public abstract class NatsJobContract(NatsFixture server) : JobContract
{
    private readonly string _prefix = "t" + Guid.NewGuid().ToString("N");

    public override void Dispose()
    {
        base.Dispose();
        server.ClearAsync(_prefix).GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    protected override IJobBackend Open() => server.Open(server.Options(_prefix), Options, Time);
}

public sealed class NatsProcessJobTests(NatsProcess server) : NatsJobContract(server), IClassFixture<NatsProcess>;

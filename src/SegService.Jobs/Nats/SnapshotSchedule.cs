namespace SegService.Jobs.Nats;

/// <summary>When a snapshot is due: after so many messages, a little sooner here than there, so that the processes take turns.</summary>
internal sealed class SnapshotSchedule
{
    /// <summary>A process that starts applies at most about so many messages: a few seconds.</summary>
    private const int Messages = 20_000;

    private int _since;
    private int _limit = NextLimit();

    public bool IsDueAfter(bool isSnapshot)
    {
        if (!isSnapshot && ++_since < _limit)
            return false;

        _since = 0;
        _limit = NextLimit();
        return !isSnapshot;
    }

    private static int NextLimit() => Messages + Random.Shared.Next(Messages / 2);
}

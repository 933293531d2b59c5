using Microsoft.Data.Sqlite;

namespace SegService.Jobs.State.Commands;

/// <summary>Gives up workers that fell silent, then leases what is next. Outcome: <see cref="Taken"/>.</summary>
internal sealed record Take : JobCommand
{
    /// <summary>The first image of the least recently served job of the least recently served owner.</summary>
    internal const string NextSql =
        """
        SELECT images.*, jobs.owner, jobs.options, jobs.trace_parent FROM owners INDEXED BY owners_by_turn
        CROSS JOIN jobs INDEXED BY jobs_waiting ON jobs.owner = owners.name AND jobs.queued > 0
        CROSS JOIN images INDEXED BY images_queued ON images.job = jobs.id AND images.status = 'queued' AND images.due_at <= $now
        ORDER BY owners.turn, owners.name, jobs.turn, jobs.id, images.idx LIMIT 1
        """;

    public required int Max { get; init; }

    /// <summary>Who takes, and how many images it works on at once; no part of the state.</summary>
    public Guid? Worker { get; init; }

    public int Slots { get; init; }

    public override object Apply(SqliteConnection db)
    {
        var lost = db.Query(
            row => (Job: row.Id("job"), Image: SqliteRows.Image(row)),
            "SELECT * FROM images WHERE status = 'running' AND lease_until <= $now ORDER BY job, idx", ("$now", Now));
        foreach (var (job, image) in lost)
            Move(db, job, image, image.Lost(Now, Rules));
        var leases = new List<Lease>(Max);
        while (leases.Count < Max && Next(db) is { } lease)
            leases.Add(lease);
        return new Taken(leases, lost.ConvertAll(image => image.Job));
    }

    public override IEnumerable<object> Topics(object outcome)
    {
        var (leases, lost) = (Taken)outcome;
        return lost.Concat(leases.Select(lease => lease.Job)).Cast<object>();
    }

    private Lease? Next(SqliteConnection db)
    {
        var next = db.First<(string Owner, Lease Lease)?>(
            row => (row.String("owner"), new Lease(row.Id("job"), row.String("options"), SqliteRows.Image(row)) { TraceParent = row.StringOrNull("trace_parent") }),
            NextSql, ("$now", Now));
        if (next is not var (owner, lease))
            return null;

        var turn = db.Number("SELECT max(turn) + 1 FROM owners");
        db.Execute("UPDATE owners SET turn = $turn WHERE name = $owner", ("$turn", turn), ("$owner", owner));
        db.Execute("UPDATE jobs SET turn = $turn WHERE id = $job", ("$turn", turn), ("$job", lease.Job));
        var taken = lease.Image.Taken(Now, Rules.LeaseDuration);
        Move(db, lease.Job, lease.Image, taken);
        return lease with { Image = taken };
    }
}

/// <param name="Leases">What was taken.</param>
/// <param name="Lost">Jobs of images that other workers had held.</param>
internal sealed record Taken(IReadOnlyList<Lease> Leases, IReadOnlyList<Guid> Lost);

using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;
using SegService.Jobs.State.Commands;

namespace SegService.Jobs.State;

/// <summary>
/// A change of state with everything it depends on. The same commands in the same order make the same state, wherever and whenever
/// they are applied; so nothing in <see cref="Apply"/> may look at a clock, a setting or chance.
/// </summary>
[JsonDerivedType(typeof(Submit), "submit")]
[JsonDerivedType(typeof(Take), "take")]
[JsonDerivedType(typeof(Renew), "renew")]
[JsonDerivedType(typeof(Complete), "complete")]
[JsonDerivedType(typeof(Fail), "fail")]
[JsonDerivedType(typeof(HandBack), "handBack")]
[JsonDerivedType(typeof(Remove), "remove")]
[JsonDerivedType(typeof(Expire), "expire")]
[JsonDerivedType(typeof(ClaimCallbacks), "claimCallbacks")]
[JsonDerivedType(typeof(SettleCallback), "settleCallback")]
[JsonDerivedType(typeof(RetryCallback), "retryCallback")]
internal abstract record JobCommand
{
    public required DateTimeOffset Now { get; init; }

    public required JobRules Rules { get; init; }

    /// <summary>Runs in a transaction.</summary>
    public abstract object Apply(SqliteConnection db);

    /// <summary>What <see cref="ChangeFeed"/> topics the change concerns.</summary>
    public virtual IEnumerable<object> Topics(object outcome) => [];

    /// <summary>Stores an image's new state and lets its job follow.</summary>
    protected void Move(SqliteConnection db, Guid job, JobImage from, JobImage to) => db.Move(job, from, to, Now, Rules);
}

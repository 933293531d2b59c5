namespace SegService.Api.Server;

/// <summary>What this process does.</summary>
[Flags]
public enum ServiceRoles
{
    /// <summary>Answers HTTP requests.</summary>
    Api = 1,

    /// <summary>Works on queued images.</summary>
    Worker = 2,
}

/// <summary>Bound to <c>SegService</c>.</summary>
public sealed class RoleOptions
{
    public const string Section = "SegService";

    /// <summary><c>Api,Worker</c>, <c>Api</c> or <c>Worker</c>. The embedded job backend needs both in one process.</summary>
    public ServiceRoles Roles { get; set; } = ServiceRoles.Api | ServiceRoles.Worker;

    internal bool Answers => Roles.HasFlag(ServiceRoles.Api);

    internal bool Works => Roles.HasFlag(ServiceRoles.Worker);
}

using System.Reflection;
using SegService.Api.Problems;
using SegService.Pipeline;

namespace SegService.Api.Tests.Problems;

public sealed class ProblemKindTests
{
    public static TheoryData<FailureKind> Failures => [.. Enum.GetValues<FailureKind>()];

    /// <summary>The statuses are the contract's; a new failure kind fails here until its status is decided.</summary>
    [Theory]
    [MemberData(nameof(Failures))]
    public void Every_failure_has_the_status_the_contract_gives_it(FailureKind kind) => Assert.Equal(kind switch
    {
        FailureKind.Unreadable or FailureKind.InvalidParameter => 400,
        FailureKind.UnknownModel => 404,
        FailureKind.NotAcceptable => 406,
        FailureKind.TooLarge => 413,
        FailureKind.UnsupportedFormat => 415,
        FailureKind.Cancelled => 499,
        FailureKind.QuotaExceeded => 429,
        FailureKind.ModelFault => 500,
        FailureKind.Overloaded => 503,
        FailureKind.TimedOut => 504,
        _ => -1,
    }, ProblemKind.Of(kind).Status);

    [Fact]
    public void Every_kind_is_listed_and_has_a_type_of_its_own()
    {
        var declared = typeof(ProblemKind).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<ProblemKind>()
            .Where(kind => kind != ProblemKind.Cancelled).ToHashSet();

        Assert.Equal(declared, ProblemKind.All.ToHashSet());
        Assert.Equal(ProblemKind.All.Count, ProblemKind.All.Select(kind => kind.Type).Distinct().Count());
    }
}

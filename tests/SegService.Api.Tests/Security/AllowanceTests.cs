using Microsoft.Extensions.Time.Testing;
using SegService.Api.Security;

namespace SegService.Api.Tests.Security;

public sealed class AllowanceTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_minutes_worth_is_there_at_once_and_returns_evenly()
    {
        var allowance = new Allowance(60, _time);

        Assert.Null(allowance.Take(60));
        Assert.Equal(TimeSpan.FromSeconds(1), allowance.Take(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(allowance.Take(1));
        Assert.NotNull(allowance.Take(1));
    }

    [Fact]
    public void No_more_than_a_minutes_worth_is_saved_up()
    {
        var allowance = new Allowance(60, _time);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Null(allowance.Take(60));
        Assert.NotNull(allowance.Take(1));
    }

    [Fact]
    public void A_refused_charge_costs_nothing()
    {
        var allowance = new Allowance(100, _time);

        Assert.Null(allowance.Take(60));
        Assert.NotNull(allowance.Take(60));
        Assert.Null(allowance.Take(40));
    }

    [Fact]
    public void A_charge_larger_than_everything_is_taken_once_and_owed_for()
    {
        var allowance = new Allowance(60, _time);

        Assert.Null(allowance.Take(180));
        Assert.Equal(TimeSpan.FromSeconds(121), allowance.Take(1));
        _time.Advance(TimeSpan.FromSeconds(121));
        Assert.Null(allowance.Take(1));
    }

    [Fact]
    public void What_is_given_back_is_there_again_but_never_more_than_a_minutes_worth()
    {
        var allowance = new Allowance(60, _time);
        Assert.Null(allowance.Take(60));

        allowance.GiveBack(20);
        Assert.Null(allowance.Take(20));
        Assert.NotNull(allowance.Take(1));

        _time.Advance(TimeSpan.FromSeconds(50));
        allowance.GiveBack(20);
        Assert.Null(allowance.Take(60));
        Assert.NotNull(allowance.Take(1));
    }

    /// <summary>Whatever is asked, in whatever order: never more than what was there plus what came, give or take one oversized charge.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Over_any_time_no_more_is_given_than_the_quota(int seed)
    {
        var random = new Random(seed);
        var allowance = new Allowance(1000, _time);
        var (given, elapsed) = (0L, TimeSpan.Zero);
        for (var i = 0; i < 2000; i++)
        {
            var charge = random.Next(1, 400);
            if (allowance.Take(charge) is not { } wait)
            {
                given += charge;
                continue;
            }

            var step = wait * random.NextDouble();
            _time.Advance(step);
            elapsed += step;
        }

        Assert.InRange(given, 0.9 * 1000 * elapsed.TotalMinutes, 1000 * (1 + elapsed.TotalMinutes) + 1);
    }
}

using SegService.Training.Optimisation;

namespace SegService.Training.Tests.Optimisation;

public sealed class RateScheduleTests
{
    [Fact]
    public void The_rate_warms_up_then_falls_along_a_cosine_to_a_hundredth()
    {
        var rates = Rates(new RateSchedule(peak: 1, warmUp: 10) { StepsLeft = 1000 }, from: 0);

        Assert.Equal(0.1, rates[0], 0.001);
        Assert.Equal(1, rates[10], 0.001);
        Assert.Equal(0.505, rates[500], 0.005);
        Assert.Equal(0.01, rates[^1], 0.001);
        Assert.Equal(rates[10..].OrderDescending(), rates[10..]);
    }

    [Fact]
    public void A_shorter_plan_halfway_ends_at_the_floor_too_without_a_jump()
    {
        var schedule = new RateSchedule(peak: 1, warmUp: 1) { StepsLeft = 1000 };
        for (var step = 0; step < 500; step++)
            schedule.Advance();
        var before = schedule.Rate(500);
        schedule.StepsLeft = 50;

        var rates = Rates(schedule, from: 500);

        Assert.Equal(before, rates[0], 1e-9);
        Assert.Equal(0.01, rates[^1], 0.01);
    }

    private static double[] Rates(RateSchedule schedule, int from)
    {
        var rates = new List<double>();
        for (var step = from; schedule.StepsLeft > 0; step++)
        {
            rates.Add(schedule.Rate(step));
            schedule.Advance();
        }

        return [.. rates];
    }
}

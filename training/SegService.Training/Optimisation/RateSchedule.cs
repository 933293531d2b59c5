namespace SegService.Training.Optimisation;

/// <summary>
/// Learning rate: a linear warm-up, then half a cosine down to a hundredth (Loshchilov and Hutter, ICLR 2017). Where the run
/// stands on that curve is a state of its own, so the number of steps left may be planned anew at any time without a jump.
/// </summary>
internal sealed class RateSchedule(double peak, int warmUp)
{
    private const double Floor = 0.01;

    /// <summary>0 at the start, 1 at the end.</summary>
    public double Progress { get; set; }

    public long StepsLeft { get; set; }

    /// <summary>The rate of the step about to be made, number <paramref name="step"/> from 0.</summary>
    public double Rate(long step)
    {
        var cosine = Floor + ((1 - Floor) * 0.5 * (1 + Math.Cos(Math.PI * Progress)));
        return peak * cosine * Math.Min(1, (step + 1.0) / warmUp);
    }

    public void Advance()
    {
        Progress += (1 - Progress) / Math.Max(1, StepsLeft);
        StepsLeft--;
    }
}

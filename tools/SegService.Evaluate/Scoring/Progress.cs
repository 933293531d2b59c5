using System.Globalization;

namespace SegService.Evaluate.Scoring;

/// <summary>A line every few seconds that a person can follow a run by. Thread-safe.</summary>
internal sealed class Progress(TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _said;
    private double _sum;
    private int _done;

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    public void Done(double score, int total)
    {
        lock (_gate)
        {
            _sum += score;
            _done++;
            if (Elapsed - _said < Pause && _done < total)
                return;
            _said = Elapsed;
            output.WriteLine(Line(total));
        }
    }

    private string Line(int total)
    {
        var rate = _done / Math.Max(Elapsed.TotalSeconds, 0.001);
        var left = TimeSpan.FromSeconds((total - _done) / rate);
        return string.Create(CultureInfo.InvariantCulture,
            $"{_done}/{total}  score so far {_sum / _done:F3}  {rate:F1} images/s  {left:m\\:ss} left");
    }
}

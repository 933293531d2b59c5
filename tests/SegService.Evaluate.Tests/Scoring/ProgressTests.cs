using Microsoft.Extensions.Time.Testing;
using SegService.Evaluate.Scoring;

namespace SegService.Evaluate.Tests.Scoring;

public sealed class ProgressTests
{
    [Fact]
    public void It_speaks_every_five_seconds_and_at_the_end()
    {
        var (output, time) = (new StringWriter { NewLine = "\n" }, new FakeTimeProvider());
        var progress = new Progress(output, time);
        foreach (var seconds in new[] { 2, 4, 1, 1 })
        {
            time.Advance(TimeSpan.FromSeconds(seconds));
            progress.Done(score: seconds, total: 4);
        }

        Assert.Equal("2/4  score so far 3.000  0.3 images/s  0:06 left\n4/4  score so far 2.000  0.5 images/s  0:00 left\n", output.ToString());
    }
}

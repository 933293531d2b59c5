using Microsoft.Extensions.Time.Testing;
using SegService.TestKit;
using SegService.Training.Batches;
using SegService.Training.Runs;
using TorchSharp;

namespace SegService.Training.Tests.Runs;

public sealed class TrainerTests
{
    [Fact]
    public void A_resumed_run_ends_with_the_very_weights_of_the_unbroken_one()
    {
        using var folders = new TemporaryFolder();
        var whole = Train(Synthetic.Options(Path.Combine(folders.Path, "whole"), crops: 16), stopAfter: null);

        var broken = Synthetic.Options(Path.Combine(folders.Path, "broken"), crops: 16);
        Train(broken, stopAfter: 3);
        var resumed = Train(broken, stopAfter: null);

        Assert.Equal(whole.Network, resumed.Network);
        Assert.Equal(whole.Average, resumed.Average);
        Assert.NotEqual(whole.Network, whole.Average);
    }

    [Fact]
    public void Only_a_complete_checkpoint_is_continued_from()
    {
        using var folders = new TemporaryFolder();
        Train(Synthetic.Options(folders.Path, crops: 4), stopAfter: null);
        Directory.CreateDirectory(Path.Combine(folders.Path, "step-99"));

        Assert.Equal("step-2", Path.GetFileName(Checkpoint.Newest(folders.Path)));
    }

    [Fact]
    public void The_loss_falls()
    {
        using var folders = new TemporaryFolder();
        var options = Synthetic.Options(folders.Path, crops: 160) with { PeakRate = 5e-3 };
        using var state = new TrainingState(Synthetic.Shape, options, torch.CPU);
        var step = new TrainingStep(options, 3, torch.CPU);
        state.Schedule.StepsLeft = 60;
        var batch = Synthetic.Maker().Make(0, 4);

        var first = step.Train(state, batch).Sum();
        for (var i = 0; i < 58; i++)
            step.Train(state, batch);
        var last = step.Train(state, batch).Sum();

        Assert.True(last < 0.8 * first, $"{first} to {last}");
    }

    [Fact]
    public void Without_fixed_crops_the_schedule_follows_the_minutes()
    {
        using var folders = new TemporaryFolder();
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(0.5) };
        var options = Synthetic.Options(folders.Path, crops: 0) with { Crops = null, Minutes = 3 };
        using var state = new TrainingState(Synthetic.Shape, options, torch.CPU);

        new Trainer(options, state, new TrainingStep(options, 3, torch.CPU), [], time).Run(Synthetic.Maker(), CancellationToken.None);

        Assert.InRange(state.Schedule.Progress, 0.8, 1);
        Assert.True(File.Exists(Path.Combine(folders.Path, "loss.png")));
        Assert.NotEmpty(new TrainingLog(folders.Path).Read());
    }

    private static (float[] Network, float[] Average) Train(RunOptions options, int? stopAfter)
    {
        torch.set_num_threads(1);
        using var state = new TrainingState(Synthetic.Shape, options, torch.CPU);
        if (Checkpoint.Newest(options.Folder) is { } checkpoint)
            Checkpoint.Restore(checkpoint, state);
        using var stop = new CancellationTokenSource();
        var step = new StoppingStep(options, stop, stopAfter);
        new Trainer(options, state, step, [], new FakeTimeProvider()).Run(Synthetic.Maker(), stop.Token);
        return (Values(state.Network), Values(state.Average.Network));
    }

    private static float[] Values(torch.nn.Module module) =>
        [.. module.parameters().Concat(module.buffers()).Where(tensor => tensor.is_floating_point()).SelectMany(tensor => tensor.detach().data<float>().ToArray())];

    /// <summary>Stops the run after so many steps, as a person pressing Ctrl-C would.</summary>
    private sealed class StoppingStep(RunOptions options, CancellationTokenSource stop, int? after) : TrainingStep(options, 3, torch.CPU)
    {
        private int _steps;

        public override float[] Train(TrainingState state, Batch batch)
        {
            var losses = base.Train(state, batch);
            if (++_steps == after)
                stop.Cancel();
            return losses;
        }
    }
}

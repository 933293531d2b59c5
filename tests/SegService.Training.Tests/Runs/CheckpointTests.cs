using SegService.TestKit;
using SegService.Training.Runs;
using TorchSharp;

namespace SegService.Training.Tests.Runs;

public sealed class CheckpointTests
{
    [Fact]
    public void Where_weights_and_targets_come_from_outlasts_a_break()
    {
        using var folders = new TemporaryFolder();
        var options = Synthetic.Options(folders.Path, crops: 8);
        using var state = new TrainingState(Synthetic.Shape, options, torch.CPU) { From = "tiny@1.0.0", Teacher = "great@2.0.0", Step = 3 };
        Checkpoint.Save(folders.Path, state, options);

        using var resumed = new TrainingState(Synthetic.Shape, options, torch.CPU);
        Checkpoint.Restore(Checkpoint.Newest(folders.Path)!, resumed);
        Checkpoint.Save(folders.Path, resumed, options);
        var origin = Checkpoint.Read(Checkpoint.Newest(folders.Path)!).Origin;

        Assert.Equal("tiny@1.0.0", origin.From);
        Assert.Equal("great@2.0.0", origin.Teacher);
        Assert.Equal(3 * options.BatchSize, origin.Crops);
    }
}

using SegService.Training.Network;
using SegService.Training.Optimisation;
using TorchSharp;
using static TorchSharp.torch;

namespace SegService.Training.Runs;

/// <summary>Everything that changes while a network is trained: what a checkpoint keeps.</summary>
internal sealed class TrainingState : IDisposable
{
    private const double WeightDecay = 0.02;

    public TrainingState(NetworkShape shape, RunOptions options, Device device)
    {
        manual_seed(options.Seed);
        Network = new NucleusNet(shape).to(device);
        var average = new NucleusNet(shape).to(device);
        average.load_state_dict(Network.state_dict());
        average.eval();
        Average = new WeightAverage(Network, average);
        Optimiser = optim.AdamW(Network.parameters(), options.PeakRate, weight_decay: WeightDecay);
        Schedule = new RateSchedule(options.PeakRate, options.WarmUpSteps);
    }

    public NucleusNet Network { get; }

    public WeightAverage Average { get; }

    public TorchSharp.Modules.AdamW Optimiser { get; }

    public RateSchedule Schedule { get; }

    /// <summary>"name@version" of the bundle the weights come from; null where they were random.</summary>
    public string? From { get; set; }

    /// <summary>"name@version" of the bundle that half of the targets come from; null without one.</summary>
    public string? Teacher { get; set; }

    /// <summary>Steps made.</summary>
    public long Step { get; set; }

    public void Dispose()
    {
        Optimiser.Dispose();
        Network.Dispose();
        Average.Network.Dispose();
    }
}

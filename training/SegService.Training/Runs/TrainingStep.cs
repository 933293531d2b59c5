using SegService.Training.Batches;
using SegService.Training.Network;
using SegService.Training.Optimisation;
using SegService.Training.Targets;
using static TorchSharp.torch;

namespace SegService.Training.Runs;

/// <summary>One batch through a network: forward, backward and the optimiser's step, or forward alone.</summary>
internal class TrainingStep(RunOptions options, int channels, Device device)
{
    private const double LargestGradient = 2;

    /// <summary>Losses of nucleus, border and marker.</summary>
    public virtual float[] Train(TrainingState state, Batch batch)
    {
        using var hold = new CollectionHold();
        using var scope = NewDisposeScope();
        foreach (var group in state.Optimiser.ParamGroups)
            group.LearningRate = state.Schedule.Rate(state.Step);
        state.Optimiser.zero_grad();
        var losses = Forward(state.Network, batch);
        losses.Total.backward();
        nn.utils.clip_grad_norm_(state.Network.parameters(), LargestGradient);
        state.Optimiser.step();
        state.Step++;
        state.Schedule.Advance();
        state.Average.Update(state.Step);
        return Values(losses);
    }

    public float[] Measure(NucleusNet network, Batch batch)
    {
        using var hold = new CollectionHold();
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return Values(Forward(network, batch));
    }

    private Losses Forward(NucleusNet network, Batch batch)
    {
        long side = options.CropSize;
        var inputs = tensor(batch.Inputs, [batch.Size, channels, side, side], device: device);
        var targets = tensor(batch.Targets, [batch.Size, TargetPlanes.Count, side, side], device: device);
        return Losses.Of(network.call(options.HalfPrecision ? inputs.bfloat16() : inputs), targets);
    }

    private static float[] Values(Losses losses) =>
        [losses.Nucleus.item<float>(), losses.Border.item<float>(), losses.Marker.item<float>()];
}

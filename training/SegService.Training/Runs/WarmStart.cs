using SegService.OnnxWriter;
using SegService.Pipeline.Models;
using SegService.Training.Batches;
using SegService.Training.Models;
using SegService.Training.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace SegService.Training.Runs;

/// <summary>
/// Begins a run with a bundle's weights. Their batch norms were folded in when they were exported: each filter is brought back to
/// the length random ones begin with, its batch norm undoes that, and then the statistics are measured on real crops, none of
/// which changes what the network computes.
/// </summary>
internal static class WarmStart
{
    /// <summary>Of a filter under He's initialisation: the root of 2.</summary>
    private const double FilterLength = 1.4142;

    /// <summary>Views the bundle was not shown begin without influence; those the model is not shown are left out.</summary>
    /// <exception cref="ArgumentException">The bundle's graph is of another shape.</exception>
    public static void Load(TrainingState state, ModelRecipe recipe, ModelBundle bundle, byte[] graph)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var weights = OnnxWeights.Read(graph);
        var network = state.Network;
        state.From = bundle.Identity.ToString();
        var planes = Planes(recipe.Views, bundle.Input.Views);
        foreach (var (unit, i) in network.Units.Select((unit, i) => (unit, i)))
            Load(unit, Of($"conv{i}.weight"), Of($"conv{i}.bias"), network.Entrances.Contains(unit) ? planes : null);
        Copy(Of($"conv{network.Units.Count}.weight"), network.Head.weight!);
        Copy(Of($"conv{network.Units.Count}.bias"), network.Head.bias!);

        Tensor Of(string name) => weights.TryGetValue(name, out var found)
            ? tensor(found.Values, found.Shape)
            : throw new ArgumentException($"{bundle.Name} has no {name}: it was not exported by this trainer.", nameof(graph));
    }

    /// <summary>Moves the batch norms' statistics to those of a batch, and their gains and offsets with them.</summary>
    /// <param name="side">Of a crop in pixels.</param>
    public static void Settle(TrainingState state, Batch batch, int side)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var network = state.Network;
        var hooks = network.Units.Select(unit => unit.Norm.register_forward_pre_hook((_, convolved) =>
        {
            Settle(unit.Norm, convolved);
            return convolved;
        })).ToArray();
        network.eval();
        network.call(tensor(batch.Inputs, [batch.Size, network.Shape.InputChannels, side, side], device: network.Head.weight!.device));
        network.train();
        foreach (var hook in hooks)
            hook.remove();
        state.Average.Network.load_state_dict(network.state_dict());
    }

    private static void Load(ConvUnit unit, Tensor weight, Tensor bias, int[]? planes)
    {
        if (planes is not null)
            weight = cat([.. planes.Select(plane => plane < 0 ? zeros_like(weight.narrow(1, 0, 1)) : weight.narrow(1, plane, 1))], 1);
        var scale = FilterLength / weight.square().sum([1, 2, 3]).sqrt().clamp_min(1e-4);
        Copy(weight * scale.view(-1, 1, 1, 1), unit.Weight);
        unit.Norm.running_mean!.zero_();
        unit.Norm.running_var!.fill_(1);
        Copy(Math.Sqrt(1 + unit.Norm.eps) / scale, unit.Norm.weight!);
        Copy(bias, unit.Norm.bias!);
    }

    private static void Settle(TorchSharp.Modules.BatchNorm2d norm, Tensor convolved)
    {
        var (mean, variance) = (convolved.mean([0, 2, 3]), convolved.var([0, 2, 3]));
        var gain = norm.weight! / (norm.running_var! + norm.eps).sqrt();
        norm.bias!.add_(gain * (mean - norm.running_mean!));
        norm.weight!.copy_(gain * (variance + norm.eps).sqrt());
        norm.running_mean!.copy_(mean);
        norm.running_var!.copy_(variance);
    }

    private static void Copy(Tensor from, Tensor to)
    {
        if (!from.shape.SequenceEqual(to.shape))
            throw new ArgumentException($"The bundle has [{string.Join(", ", from.shape)}] where the model has [{string.Join(", ", to.shape)}].", nameof(from));
        to.copy_(from);
    }

    /// <summary>For each plane of the model, which of the bundle's planes it is, or -1.</summary>
    private static int[] Planes(IReadOnlyList<string> views, IReadOnlyList<string> known)
    {
        var of = known.SelectMany(view => Enumerable.Range(0, Width(view)).Select(plane => (view, plane))).ToList();
        return [.. views.SelectMany(view => Enumerable.Range(0, Width(view)).Select(plane => of.IndexOf((view, plane))))];
    }

    private static int Width(string view) => Pipeline.Preprocessing.ViewStack.Create([view]).Channels;
}

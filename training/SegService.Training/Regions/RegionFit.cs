using SegService.Pipeline.Postprocessing.Regions;
using SegService.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace SegService.Training.Regions;

/// <summary>Fits a <see cref="RegionModel"/>: weighted least squares by Adam.</summary>
internal static class RegionFit
{
    private const int Hidden = 32;
    private const int Epochs = 40;
    private const int Batch = 256;
    private const double Rate = 0.002;
    private const double Decay = 1e-4;

    public static RegionModel Fit(IReadOnlyList<RegionExamples> images, double expectedScore, long seed)
    {
        manual_seed(seed);
        var rows = images.SelectMany(image => image.Features).ToArray();
        var inputs = RegionFeatures.Names.Count;
        using var x = tensor(rows.SelectMany(row => row).ToArray()).reshape(-1, inputs);
        using var y = tensor(images.SelectMany(image => image.Qualities).ToArray());
        using var w = tensor(images.SelectMany(image => image.Qualities.Select(_ => image.Weight)).ToArray());
        using var means = x.mean([0]);
        using var deviations = x.std(0).clamp_min(1e-6);
        using var scaled = (x - means) / deviations;
        using var weights = w / w.mean();
        using var network = nn.Sequential(nn.Linear(inputs, Hidden), nn.ReLU(), nn.Linear(Hidden, Hidden), nn.ReLU(), nn.Linear(Hidden, 1));
        using var optimiser = optim.AdamW(network.parameters(), Rate, weight_decay: Decay);
        var steps = (rows.Length + Batch - 1) / Batch;
        var schedule = optim.lr_scheduler.CosineAnnealingLR(optimiser, Epochs * steps);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            using var hold = new CollectionHold();
            for (var step = 0; step < steps; step++)
                Step();
        }

        return new RegionModel
        {
            Features = RegionFeatures.Names, Means = means.data<float>().ToArray(), Deviations = deviations.data<float>().ToArray(),
            Layers = [.. network.children().OfType<TorchSharp.Modules.Linear>().Select(Layer)], ExpectedScore = expectedScore,
        };

        void Step()
        {
            using var scope = NewDisposeScope();
            var pick = randint(0, rows.Length, [Batch]);
            var error = network.call(scaled[pick]).squeeze(1) - y[pick];
            var loss = (error * error * weights[pick]).mean();
            optimiser.zero_grad();
            loss.backward();
            optimiser.step();
            schedule.step();
        }
    }

    private static RegionLayer Layer(TorchSharp.Modules.Linear linear)
    {
        var weights = linear.weight.data<float>().ToArray();
        return new([.. weights.Chunk((int)linear.weight.shape[1])], linear.bias!.data<float>().ToArray());
    }
}

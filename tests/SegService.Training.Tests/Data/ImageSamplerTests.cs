using SegService.Training.Data;

namespace SegService.Training.Tests.Data;

public sealed class ImageSamplerTests
{
    [Fact]
    public void Modalities_get_their_shares_and_rare_groups_more_than_their_size()
    {
        var images = Enumerable.Range(0, 16).Select(_ => Synthetic.Discs(64, acquisition: "many"))
            .Append(Synthetic.Discs(64, acquisition: "one"))
            .Append(Synthetic.Discs(64, modality: "histology", acquisition: "stained"));
        var sampler = new ImageSampler(images);

        var drawn = Enumerable.Range(0, 4000).Select(crop => sampler.Draw(new CropRandom(1, crop)).Acquisition).CountBy(name => name)
            .ToDictionary(pair => pair.Key, pair => pair.Value / 4000.0);

        Assert.Equal(0.28 / 0.88, drawn["stained"], 0.04);
        Assert.InRange(drawn["one"], 1 / 18.0, drawn["many"] / 2);
    }

    [Fact]
    public void Without_nuclei_there_is_nothing_to_train_on() => Assert.Throws<ArgumentException>(() => new ImageSampler([]));
}

using SegService.Pipeline.Postprocessing;
using SegService.Training.Calibration;

namespace SegService.Training.Tests.Calibration;

public sealed class ThresholdSearchTests
{
    [Fact]
    public void The_search_finds_the_thresholds_that_fit_the_maps()
    {
        // Two squares that the network is only 0.42 sure of, beside a speck it is 0.9 sure of.
        var (truth, nucleus, marker) = (new int[64 * 64], new float[64 * 64], new float[64 * 64]);
        Fill(10, 10, 12, i => (truth[i], nucleus[i], marker[i]) = (1, 0.42f, 0.6f));
        Fill(36, 30, 12, i => (truth[i], nucleus[i], marker[i]) = (2, 0.42f, 0.6f));
        Fill(50, 5, 4, i => (nucleus[i], marker[i]) = (0.9f, 0.6f));
        var maps = new SegmentationMaps(64, 64, nucleus, new float[64 * 64], marker);
        var search = new ThresholdSearch([new HeldOutImage("a", "fluorescence", maps, LabelImage.Adopt(64, 64, truth))], threads: 1);

        var best = search.Run(new PostprocessingThresholds());

        Assert.True(best.MaskThreshold <= 0.42);
        Assert.Equal(1, search.Trials[best], 1e-9);
        Assert.True(search.Trials[new PostprocessingThresholds()] < 0.1);
        Assert.Equal(1, search.ScoreEach(best).Single().Score, 1e-9);
    }

    private static void Fill(int left, int top, int side, Action<int> set)
    {
        for (var y = top; y < top + side; y++)
        {
            for (var x = left; x < left + side; x++)
                set((y * 64) + x);
        }
    }
}

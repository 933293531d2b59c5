using SegService.Training.Augmentation;
using SegService.Training.Data;

namespace SegService.Training.Tests.Augmentation;

public sealed class CrowdingTests
{
    [Fact]
    public void Pasted_nuclei_touch_old_ones_and_leave_them_as_they_were()
    {
        var image = Synthetic.Discs();
        var (pastedCrops, size) = (0, 128);
        for (var number = 0; number < 20; number++)
        {
            var random = new CropRandom(5, number);
            using var crop = Geometry.Cut(image, size, 1, random);
            using var donor = Geometry.Cut(image, size, 1, random);
            var before = LabelMat.Span(crop.Labels).ToArray();
            var highest = LabelMat.Max(crop.Labels);
            using var grown = new OpenCvSharp.Mat();
            OpenCvSharp.Cv2.Dilate(crop.Labels, grown, null);
            var near = LabelMat.Span(grown).ToArray();

            Crowding.Apply(crop, donor, random);

            var after = LabelMat.Span(crop.Labels).ToArray();
            for (var i = 0; i < before.Length; i++)
                Assert.True(before[i] == 0 ? after[i] == 0 || after[i] > highest : after[i] == before[i]);
            var pasted = Enumerable.Range(0, after.Length).Where(i => after[i] > highest).GroupBy(i => after[i]).ToArray();
            Assert.All(pasted, pixels => Assert.Contains(pixels, i => near[i] != 0));
            pastedCrops += pasted.Length > 0 ? 1 : 0;
        }

        Assert.True(pastedCrops > 3, $"{pastedCrops} of 20 crops got a nucleus");
    }
}

using OpenCvSharp;
using SegService.TestKit;

namespace SegService.Page.Tests;

/// <summary>
/// The images the page offers are the generator's. SEGSERVICE_APPROVE=1 draws them anew:
/// <c>SEGSERVICE_APPROVE=1 dotnet test tests/SegService.Page.Tests --filter SamplesTests</c>.
/// </summary>
public sealed class SamplesTests
{
    /// <summary>Grey levels: blurs may round differently on another processor.</summary>
    private const double Tolerance = 2;

    public static TheoryData<string> Samples => [.. SampleScenes.All.Keys];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_is_what_the_generator_draws(string name)
    {
        var file = Repository.File($"src/SegService.Api/wwwroot/samples/{name}.png");
        using var scene = SampleScenes.All[name]();
        if (Environment.GetEnvironmentVariable("SEGSERVICE_APPROVE") == "1")
            Cv2.ImWrite(file, scene.Image, new ImageEncodingParam(ImwriteFlags.PngCompression, 9));

        using var committed = Cv2.ImRead(file, ImreadModes.Unchanged);
        Assert.Equal((scene.Image.Size(), scene.Image.Type()), (committed.Size(), committed.Type()));
        Assert.InRange(Cv2.Norm(committed, scene.Image, NormTypes.INF), 0, Tolerance);
    }
}

using System.Diagnostics;
using Microsoft.Playwright;
using SegService.TestKit;

namespace SegService.Page.Tests;

/// <summary>
/// How long a user waits for the first result of a 512 x 512 image with the default model: from choosing the file to outlines
/// and figures on the screen. It is printed, not judged, for it is the machine's as much as ours:
/// <c>dotnet test tests/SegService.Page.Tests -c Release --filter FirstResultTests --logger "console;verbosity=detailed"</c>.
/// </summary>
public sealed class FirstResultTests(Chromium chromium, ITestOutputHelper output)
{
    private const int Images = 5;

    [Fact]
    public async Task The_first_result_is_timed()
    {
        using var service = new PageService(("SegService:Models:Directory", Repository.File("models")));
        await using var visit = await chromium.VisitAsync(service);
        var (first, again) = (new List<double>(), new List<double>());
        for (var seed = 1; seed <= Images; seed++)
        {
            var image = SyntheticImages.NucleiPng(512, 512, count: 60, seed: seed);
            first.Add(await TimeAsync(visit, () => visit.ChooseAsync(("cells.png", image))));
            Assert.NotEqual(0, await visit.CountAsync());
            again.Add(await TimeAsync(visit, () => visit.Page.GetByLabel("Mask threshold").FillAsync("0.3")));
            await TimeAsync(visit, () => visit.Page.GetByRole(AriaRole.Button, new() { Name = "Back to the model's own thresholds" }).ClickAsync());
        }

        output.WriteLine($"512 x 512, default model, {Images} images, median (all): first result {Text(first)}; after a slider moved {Text(again)}.");
    }

    /// <summary>Milliseconds until a result other than the one that is shown has been painted.</summary>
    private static async Task<double> TimeAsync(Visit visit, Func<Task> act)
    {
        await visit.Page.EvaluateAsync("""
            () => {
              window.painted = new Promise(resolve => new MutationObserver(() => requestAnimationFrame(() => requestAnimationFrame(resolve)))
                .observe(document.getElementById('summary'), { childList: true }));
            }
            """);
        var start = Stopwatch.GetTimestamp();
        await act();
        await visit.Page.EvaluateAsync("() => window.painted");
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static string Text(List<double> times) =>
        $"{times.Order().ElementAt(times.Count / 2):0} ms ({string.Join(", ", times.Order().Select(time => $"{time:0}"))})";
}

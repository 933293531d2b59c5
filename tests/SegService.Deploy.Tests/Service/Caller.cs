using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace SegService.Deploy.Tests.Service;

/// <summary>Asks a service that is up for what it is there for, and checks the answers against what was drawn.</summary>
internal sealed class Caller(HttpClient http)
{
    private const double Near = 1; // pixels
    private const double Alike = 0.15; // of the area

    private static readonly int[] Counts = [3, 7, 11];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>One image, at once: each disc is found where it is, and nothing else.</summary>
    public async Task AssertSegmentsAsync()
    {
        using var response = await http.PostAsync("/v1/segmentations?model=classic", new ByteArrayContent(Discs.Png(5)), Cancel);
        await AssertDiscsAsync(response, 5);
    }

    public static async Task AssertDiscsAsync(HttpResponseMessage response, int count)
    {
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
        var result = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        var instances = result.GetProperty("instances").EnumerateArray().ToList();
        Assert.Equal(count, instances.Count);
        foreach (var (disc, instance) in instances.Index())
        {
            var centroid = instance.GetProperty("centroid");
            Assert.Equal(Discs.Centre(disc).X, centroid[0].GetDouble(), Near);
            Assert.Equal(Discs.Centre(disc).Y, centroid[1].GetDouble(), Near);
            Assert.Equal(Discs.Area, instance.GetProperty("area").GetInt32(), Discs.Area * Alike);
        }
    }

    /// <summary>Kaggle's rows of several images, each segmented at once.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync() => [.. (await Task.WhenAll(Counts.Select(RowsAsync))).SelectMany(rows => rows)];

    /// <summary>The same images as a job: all succeed, and its rows are those.</summary>
    public async Task AssertDoesJobsAsync(IReadOnlyList<string> rows)
    {
        using var form = new MultipartFormDataContent { { new StringContent("classic"), "model" } };
        foreach (var count in Counts)
            form.Add(new ByteArrayContent(Discs.Png(count)), "images", $"discs{count}.png");
        using var accepted = await http.PostAsync("/v1/jobs", form, Cancel);
        Assert.True(accepted.StatusCode == HttpStatusCode.Accepted, await accepted.Content.ReadAsStringAsync(Cancel));
        var job = accepted.Headers.Location!.ToString();

        await http.GetStringAsync($"{job}/events", Cancel); // ends with the job
        var document = await http.GetFromJsonAsync<JsonElement>(job, Cancel);
        Assert.Equal("succeeded", document.GetProperty("status").GetString());
        Assert.Equal(Counts, document.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("count").GetInt32()));

        Assert.Equal(rows, await LinesAsync(await http.GetAsync($"{job}/results?format=csv", Cancel)));
    }

    private async Task<IEnumerable<string>> RowsAsync(int count) => await LinesAsync(await http.PostAsync(
        $"/v1/segmentations?model=classic&format=csv&imageId=discs{count}", new ByteArrayContent(Discs.Png(count)), Cancel));

    /// <summary>Without the header.</summary>
    private static async Task<IEnumerable<string>> LinesAsync(HttpResponseMessage response)
    {
        using (response)
            return (await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancel)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[1..];
    }
}

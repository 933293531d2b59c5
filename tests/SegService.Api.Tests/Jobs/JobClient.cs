using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using OpenCvSharp;
using SegService.Api.Tests.Hosting;
using SegService.Api.Tests.Problems;
using SegService.TestKit;

namespace SegService.Api.Tests.Jobs;

/// <summary>Speaks <c>/v1/jobs</c> as any HTTP client does.</summary>
internal sealed class JobClient(HttpClient http) : IDisposable
{
    public HttpClient Http => http;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static JobClient Of(ApiFactory api) => new(api.CreateClient());

    /// <summary>A small image that every decoder reads, different for each seed.</summary>
    public static byte[] Image(int seed = 1) => SyntheticImages.NucleiPng(48, 32, count: 3, seed: seed);

    /// <summary>A TIFF of so many pages, each other than the rest, as OpenCV writes it.</summary>
    public static byte[] Stack(int pages, int width = 48, int height = 32)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "stack.tif");
        var images = Enumerable.Range(1, pages).Select(seed => SyntheticImages.Nuclei(width, height, count: 1 + seed, seed: seed)).ToList();
        Cv2.ImWrite(file, images);
        images.ForEach(image => image.Dispose());
        return File.ReadAllBytes(file);
    }

    public static MultipartFormDataContent Form(params (string Name, byte[] Bytes)[] images)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, bytes) in images)
            form.Add(new ByteArrayContent(bytes), "images", name);
        return form;
    }

    public static MultipartFormDataContent Form(int images) => Form([.. Enumerable.Range(1, images).Select(i => ($"image{i}.png", Image(i)))]);

    public async Task<HttpResponseMessage> PostAsync(HttpContent form, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/jobs") { Content = form };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await http.SendAsync(request, Cancel);
    }

    /// <summary>The accepted job's path.</summary>
    public async Task<string> SubmitAsync(HttpContent form, string? key = null)
    {
        using var response = await PostAsync(form, key);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync(Cancel));
        return response.Headers.Location!.ToString();
    }

    /// <summary>Submits, and waits until the job is finished.</summary>
    public async Task<string> FinishAsync(HttpContent form)
    {
        var job = await SubmitAsync(form);
        await EventsAsync(job);
        return job;
    }

    public async Task<Problem> RefusedAsync(HttpContent form, HttpStatusCode status, string? key = null)
    {
        using var response = await PostAsync(form, key);
        Assert.True(response.StatusCode == status, await response.Content.ReadAsStringAsync(Cancel));
        return await Problem.ReadAsync(response);
    }

    public async Task<Problem> ProblemAsync(string path, HttpStatusCode status)
    {
        using var response = await http.GetAsync(path, Cancel);
        Assert.Equal(status, response.StatusCode);
        return await Problem.ReadAsync(response);
    }

    public async Task<JsonElement> JsonAsync(string path) => await http.GetFromJsonAsync<JsonElement>(path, Cancel);

    public async Task<HttpStatusCode> DeleteAsync(string path)
    {
        using var response = await http.DeleteAsync(path, Cancel);
        return response.StatusCode;
    }

    /// <summary>All events to the stream's end.</summary>
    public async Task<List<SseItem<string>>> EventsAsync(string job, string? after = null)
    {
        using var response = await OpenEventsAsync(job, after);
        await using var stream = await response.Content.ReadAsStreamAsync(Cancel);
        return await SseParser.Create(stream).EnumerateAsync(Cancel).ToListAsync(Cancel);
    }

    public async Task<HttpResponseMessage> OpenEventsAsync(string job, string? after = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{job}/events");
        if (after is not null)
            request.Headers.Add("Last-Event-ID", after);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }

    public void Dispose() => http.Dispose();
}

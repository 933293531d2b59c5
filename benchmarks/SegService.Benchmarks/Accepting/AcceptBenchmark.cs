using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using OpenCvSharp;
using SegService.Api;
using SegService.Benchmarks.Figures;
using SegService.TestKit;

namespace SegService.Benchmarks.Accepting;

/// <summary>
/// What durability costs a submitter: the time to a job's 202 beside that of the same upload to <c>/v1/segmentations</c>, and how many jobs a
/// second many submitters are accepted. A page that the image does not have ends both right after the upload, so that no segmentation
/// is measured; the worker still takes, fails and reports each image, as it would beside real submissions.
/// </summary>
internal sealed class AcceptBenchmark : IBenchmark
{
    private const int Submitters = 32;
    private const int Side = 316; // noise does not compress: 100 KB
    private const string Query = "?model=classic&page=1";

    public string Name => "accept";

    public string Description => "Accepting durable jobs (embedded), beside the upload alone";

    public async Task<IReadOnlyList<Figure>> RunAsync(Effort effort, CancellationToken stop)
    {
        using var folder = new TemporaryFolder();
        await using var service = await StartAsync(folder, stop);
        using var client = new HttpClient { BaseAddress = new Uri(service.Urls.Single()) };
        var image = Noise();
        List<double> uploads = [], accepts = [], added = [], rates = [];
        for (var round = 0; round <= effort.Rounds; round++) // the first warms up
        {
            var upload = await LatencyAsync(() => UploadAsync(client, image, stop), effort.Turn / 2);
            var accept = await LatencyAsync(() => SubmitAsync(client, image, stop), effort.Turn / 2);
            var rate = await RateAsync(() => SubmitAsync(client, image, stop), effort.Turn);
            if (round == 0)
                continue;
            uploads.Add(upload);
            accepts.Add(accept);
            added.Add(accept - upload);
            rates.Add(rate);
        }

        return
        [
            new Figure($"upload of {image.Length / 1000} KB to /v1/segmentations, median", Spread.Of(uploads), "ms"),
            new Figure("the same as a job until its 202, median", Spread.Of(accepts), "ms"),
            new Figure("added by accepting durably", Spread.Of(added), "ms", "at most 10"),
            new Figure($"jobs accepted a second, {Submitters} submitters", Spread.Of(rates), Goal: "at least 300"),
        ];
    }

    private static async Task<WebApplication> StartAsync(TemporaryFolder folder, CancellationToken stop)
    {
        var models = Directory.CreateDirectory(folder["models"]).FullName;
        var service = ApiHost.Configure(WebApplication.CreateBuilder(
        [
            "--urls=http://127.0.0.1:0", $"--SegService:Jobs:DataDirectory={folder["data"]}", $"--SegService:Models:Directory={models}",
            "--SegService:Jobs:MaxQueuedImages=10000000", "--SegService:Limits:DrainDelay=00:00:00", "--Serilog:MinimumLevel:Default=Error",
        ]));
        await service.StartAsync(stop);
        return service;
    }

    private static byte[] Noise()
    {
        using var noise = new Mat(Side, Side, MatType.CV_8UC1);
        Cv2.Randu(noise, Scalar.All(0), Scalar.All(256));
        return noise.ToBytes(".png");
    }

    private static async Task UploadAsync(HttpClient client, byte[] image, CancellationToken stop)
    {
        using var response = await client.PostAsync($"/v1/segmentations{Query}", new ByteArrayContent(image), stop);
        Expect(HttpStatusCode.BadRequest, response);
    }

    private static async Task SubmitAsync(HttpClient client, byte[] image, CancellationToken stop)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(image), "images", "image.png" } };
        using var response = await client.PostAsync($"/v1/jobs{Query}", form, stop);
        Expect(HttpStatusCode.Accepted, response);
    }

    private static void Expect(HttpStatusCode status, HttpResponseMessage response)
    {
        if (response.StatusCode != status)
            throw new InvalidOperationException($"{response.RequestMessage!.RequestUri} answered {response.StatusCode} where {status} was expected.");
    }

    /// <summary>The median of one after another, in milliseconds.</summary>
    private static async Task<double> LatencyAsync(Func<Task> request, TimeSpan duration)
    {
        var times = new List<double>();
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < duration || times.Count == 0;)
        {
            var sent = Stopwatch.GetTimestamp();
            await request();
            times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        return Spread.Of(times).Median;
    }

    /// <summary>How many a second, by submitters who each wait for one answer before the next request.</summary>
    private static async Task<double> RateAsync(Func<Task> request, TimeSpan duration)
    {
        var (done, start) = (0, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, Submitters).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                await request();
                Interlocked.Increment(ref done);
            }
        }));
        return done / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

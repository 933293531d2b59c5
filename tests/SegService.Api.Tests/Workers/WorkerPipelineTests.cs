using System.IO.Compression;
using System.Net;
using SegService.Api.Tests.EndToEnd;
using SegService.Api.Tests.Hosting;
using SegService.Api.Tests.Problems;
using SegService.Pipeline;
using SegService.Pipeline.Encoding;
using SegService.TestKit;

namespace SegService.Api.Tests.Workers;

/// <summary><c>/v1/segmentations</c> of a process that only answers: a worker process segments, and the caller sees no difference.</summary>
public sealed class WorkerPipelineTests(NatsServer server) : IClassFixture<NatsServer>
{
    private readonly string _prefix = "t" + Guid.NewGuid().ToString("N");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_answer_is_that_of_a_process_that_does_all_by_itself_in_every_format()
    {
        await using var api = Service("Api");
        await using var worker = Service("Worker");
        await using var alone = new RealService();
        using var scene = SyntheticImages.Nuclei(1200, 900);
        var image = SyntheticImages.Encode(scene, ".bmp"); // larger than a message of NATS may be
        Assert.InRange(image.Length, 1024 * 1024, int.MaxValue);

        foreach (var encoder in ResultFormats.All.Where(encoder => encoder.Format is not ("json" or "probability"))) // ids and times differ; 8 bits of each probability travel
        {
            var query = $"?model=tiny&imageId=cells&format={encoder.Format}";
            Assert.Equal(Content(encoder, await alone.SegmentAsync(query, image)), Content(encoder, await api.SegmentAsync(query, image)));
        }

        var (here, there) = (await alone.SegmentJsonAsync("?model=tiny", image), await api.SegmentJsonAsync("?model=tiny", image));
        foreach (var part in new[] { "imageId", "model", "parameters", "image", "count", "instances" })
            Assert.Equal(here.GetProperty(part).GetRawText(), there.GetProperty(part).GetRawText());
    }

    [Fact]
    public async Task Times_and_model_are_the_workers()
    {
        await using var api = Service("Api");
        await using var worker = Service("Worker");

        using var response = await api.PostAsync("?model=tiny&format=probability", SyntheticImages.NucleiPng(96, 64), Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("tiny@", response.Headers.GetValues("X-Model").Single(), StringComparison.Ordinal);
        var stages = response.Headers.GetValues("Server-Timing").Single().Split(", ").Select(stage => stage[..stage.IndexOf(';')]);
        Assert.Equal(["decode", "preprocess", "queue", "inference", "postprocess", "encode"], stages);
    }

    [Fact]
    public async Task What_the_worker_refuses_is_refused_in_its_words()
    {
        await using var api = Service("Api");
        await using var worker = Service("Worker");
        var image = SyntheticImages.NucleiPng(96, 64);

        using var cutShort = await api.PostAsync("?model=classic", image[..(image.Length / 2)], Cancel);
        Assert.Equal((400, "image"), await Refusal(cutShort));
        using var unknown = await api.PostAsync("?model=classik", image, Cancel);
        Assert.Equal((404, "model"), await Refusal(unknown));
    }

    [Fact]
    public async Task Without_a_worker_the_caller_is_told_to_come_again()
    {
        await using var api = Service("Api");

        using var response = await api.PostAsync("?model=classic", SyntheticImages.NucleiPng(96, 64), Cancel);

        Assert.Equal(503, (await Problem.ReadAsync(response)).Status);
        Assert.Equal("5", response.Headers.RetryAfter?.ToString());
    }

    [Fact]
    public async Task A_caller_that_leaves_ends_the_workers_work()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calledOff = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pipeline = new StubPipeline
        {
            Answer = async (_, stop) =>
            {
                entered.TrySetResult();
                await Task.Delay(Timeout.Infinite, stop).ContinueWith(_ => calledOff.TrySetResult(), TaskScheduler.Default);
                return new Failure(FailureKind.Cancelled, "The request was cancelled.");
            },
        };
        await using var api = Service("Api");
        await using var worker = Service("Worker", factory => factory.With<ISegmentationPipeline>(pipeline));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var asking = api.PostAsync("?model=classic", SyntheticImages.NucleiPng(96, 64), leaving.Token);
        await entered.Task.WaitAsync(Cancel);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await calledOff.Task.WaitAsync(Cancel);
    }

    private RealService Service(string role, Action<ApiFactory>? replace = null)
    {
        Needs.Met(server.WhyNot);
        return new RealService(replace ?? (_ => { }),
            ("SegService:Roles", role), ("SegService:Jobs:Backend", "Nats"), ("SegService:Nats:Url", server.Url), ("SegService:Nats:Prefix", _prefix));
    }

    /// <summary>A zip's entries carry the time of its making.</summary>
    private static List<(string Name, string Bytes)> Content(IResultEncoder encoder, byte[] document)
    {
        if (encoder.MediaType != "application/zip")
            return [("", Convert.ToHexString(document))];
        using var zip = new ZipArchive(new MemoryStream(document));
        return [.. zip.Entries.Select(entry => (entry.FullName, Convert.ToHexString(Bytes(entry))))];
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static async Task<(int, string?)> Refusal(HttpResponseMessage response)
    {
        var problem = await Problem.ReadAsync(response);
        return (problem.Status, problem.Field);
    }
}

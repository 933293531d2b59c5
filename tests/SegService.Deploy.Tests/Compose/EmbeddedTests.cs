using System.Net;

namespace SegService.Deploy.Tests.Compose;

/// <summary>docker-compose.yml, up: the image with all roles in one process.</summary>
public sealed class EmbeddedTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_segments_does_jobs_and_answers_the_request_under_way_before_it_ends()
    {
        await using var project = await ComposeProject.UpAsync(ComposeTools.Embedded, published: "segservice");
        var caller = new Caller(project.Http);
        await caller.AssertSegmentsAsync();
        await caller.AssertDoesJobsAsync(await caller.RowsAsync());

        var container = Assert.Single(await project.ContainersAsync("segservice"));
        using var body = new HeldBody(Discs.Png(5));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/segmentations?model=classic") { Content = body };
        request.Headers.ExpectContinue = true; // The body is asked for: the request has reached the service.
        var answer = project.Http.SendAsync(request, Cancel);
        await body.Halfway;
        await ComposeProject.DockerAsync("kill", "--signal", "TERM", container);
        await NoLongerReadyAsync(project.Http);
        body.GoOn();

        using var response = await answer;
        await Caller.AssertDiscsAsync(response, 5);
        Assert.Equal("0", await ComposeProject.DockerAsync("wait", container));
    }

    private static async Task NoLongerReadyAsync(HttpClient http)
    {
        var status = HttpStatusCode.OK;
        while (status == HttpStatusCode.OK)
        {
            using var health = await http.GetAsync("/health/ready", Cancel);
            status = health.StatusCode;
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
    }

    /// <summary>A body that stops halfway until it is told to go on.</summary>
    private sealed class HeldBody(byte[] bytes) : HttpContent
    {
        private readonly TaskCompletionSource _halfway = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Halfway => _halfway.Task;

        public void GoOn() => _goOn.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(..(bytes.Length / 2)), Cancel);
            await stream.FlushAsync(Cancel);
            _halfway.SetResult();
            await _goOn.Task;
            await stream.WriteAsync(bytes.AsMemory(bytes.Length / 2), Cancel);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}

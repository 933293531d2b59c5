using System.Net;

namespace SegService.Deploy.Tests.Service;

/// <summary>A request that is under way while the service is asked to end.</summary>
internal static class LastRequest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The service is not ready at once, and yet answers the request.</summary>
    /// <param name="http">Speaks to the service, with time for a 100 (Continue).</param>
    /// <param name="terminate">Sends the SIGTERM; need not wait for the end.</param>
    public static async Task AssertAnsweredAsync(HttpClient http, Func<Task> terminate)
    {
        using var body = new HeldBody(Discs.Png(5));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/segmentations?model=classic") { Content = body };
        request.Headers.ExpectContinue = true; // The body is asked for: the request has reached the service.
        var answer = http.SendAsync(request, Cancel);
        await body.Halfway;
        await terminate();
        await NoLongerReadyAsync(http);
        body.GoOn();

        using var response = await answer;
        await Caller.AssertDiscsAsync(response, 5);
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

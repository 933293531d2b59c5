using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Time.Testing;
using OpenCvSharp;
using SegService.Evaluate.Segmenters;
using SegService.Pipeline;

namespace SegService.Evaluate.Tests.Segmenters;

public sealed class ServiceSegmenterTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task It_asks_for_labels_with_the_parameters_given_and_reads_the_model_that_ran()
    {
        var service = new Service(_ => Labels());
        var prediction = (await SegmentAsync(service, new SegmentationParameters { Scale = 1.5, Tta = true, MinArea = 7 })).Value;

        Assert.Equal("/v1/segmentations?model=unet&imageId=a%20b&format=labels-tiff&scale=1.5&minArea=7&tta=true", service.Asked.Single());
        Assert.Equal([0, 1, 2, 2], prediction.Labels.Labels);
        Assert.Equal("unet@3", prediction.Model);
    }

    [Fact]
    public async Task An_overloaded_service_is_asked_again_after_the_time_it_names()
    {
        var service = new Service(attempt => attempt == 1 ? Busy(seconds: 3) : Labels());
        var task = SegmentAsync(service, new SegmentationParameters());
        Assert.Single(service.Asked);

        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.True((await task).Succeeded);
        Assert.Equal(2, service.Asked.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, FailureKind.InvalidParameter)]
    [InlineData(HttpStatusCode.InternalServerError, FailureKind.ModelFault)]
    public async Task A_refusal_is_passed_on_with_its_reason(HttpStatusCode status, FailureKind kind)
    {
        var outcome = await SegmentAsync(new Service(_ => new HttpResponseMessage(status) { Content = new StringContent("why") }), new SegmentationParameters());

        Assert.Equal((kind, $"The service answered {(int)status}: why"), (outcome.Failure?.Kind, outcome.Failure?.Detail));
    }

    private async Task<Outcome<Prediction>> SegmentAsync(Service service, SegmentationParameters parameters)
    {
        await using var segmenter = new ServiceSegmenter(new HttpClient(service) { BaseAddress = new Uri("http://service/") }, "unet", parameters, _time);
        return await segmenter.SegmentAsync("a b", new byte[] { 1, 2, 3 }, CancellationToken.None);
    }

    private static HttpResponseMessage Labels()
    {
        using var labels = Mat.FromPixelData(2, 2, MatType.CV_16UC1, new ushort[] { 0, 1, 2, 2 });
        var response = new HttpResponseMessage { Content = new ByteArrayContent(labels.ToBytes(".tif")) };
        response.Headers.Add("X-Model", "unet@3");
        return response;
    }

    private static HttpResponseMessage Busy(int seconds)
    {
        var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds));
        return response;
    }

    private sealed class Service(Func<int, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.PathAndQuery);
            return Task.FromResult(answer(Asked.Count));
        }
    }
}

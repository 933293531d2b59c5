using System.Globalization;
using System.Net;
using SegService.Pipeline;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.Evaluation;

namespace SegService.Evaluate.Segmenters;

/// <summary>A running service, asked over HTTP for labels as TIFF. One that is overloaded is asked again when it says so.</summary>
internal sealed class ServiceSegmenter(HttpClient service, string model, SegmentationParameters parameters, TimeProvider time) : IImageSegmenter
{
    /// <summary>Environment variable with the key of a service that asks for one.</summary>
    private const string KeyVariable = "SEGSERVICE_API_KEY";

    private const int Attempts = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ImageDecoder _decoder = new(new DecodingLimits());

    public static ServiceSegmenter Connect(Uri url, string model, SegmentationParameters parameters)
    {
        var service = new HttpClient { BaseAddress = new Uri(url.ToString().TrimEnd('/') + "/"), Timeout = Timeout.InfiniteTimeSpan };
        if (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key)
            service.DefaultRequestHeaders.Add("X-Api-Key", key);
        return new ServiceSegmenter(service, model, parameters, TimeProvider.System);
    }

    /// <summary>What the service refuses is a failure of that image.</summary>
    /// <exception cref="HttpRequestException">The service cannot be reached.</exception>
    public async Task<Outcome<Prediction>> SegmentAsync(string imageId, ReadOnlyMemory<byte> image, CancellationToken cancellationToken)
    {
        using var response = await PostAsync(imageId, image, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            return Refused(response.StatusCode, System.Text.Encoding.UTF8.GetString(body));
        return _decoder.ReadHeader(body).TryGet(out var info, out var failure)
            && new TruthReader(_decoder).Read(body, info.Width, info.Height).TryGet(out var labels, out failure)
            ? new Prediction(labels, response.Headers.TryGetValues("X-Model", out var name) ? name.First() : model)
            : failure;
    }

    public ValueTask DisposeAsync()
    {
        service.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>4xx speaks of the request, which is the same for every image but for the image itself.</summary>
    private static Failure Refused(HttpStatusCode status, string body) =>
        new((int)status < 500 ? FailureKind.InvalidParameter : FailureKind.ModelFault, $"The service answered {(int)status}: {body}");

    private async Task<HttpResponseMessage> PostAsync(string imageId, ReadOnlyMemory<byte> image, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var content = new ReadOnlyMemoryContent(image);
            var response = await service.PostAsync($"v1/segmentations?{Query(imageId)}", content, cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests) || attempt == Attempts)
                return response;
            await Task.Delay(response.Headers.RetryAfter?.Delta ?? Pause, time, cancellationToken);
            response.Dispose();
        }
    }

    private string Query(string imageId) => string.Join('&', new (string Name, IFormattable? Value)[]
    {
        ("scale", parameters.Scale), ("maskThreshold", parameters.MaskThreshold), ("seedThreshold", parameters.SeedThreshold), ("minArea", parameters.MinArea),
    }
        .Where(pair => pair.Value is not null)
        .Select(pair => $"{pair.Name}={pair.Value!.ToString(null, CultureInfo.InvariantCulture)}")
        .Append($"tta={(parameters.Tta ? "true" : "false")}")
        .Prepend($"model={Uri.EscapeDataString(model)}&imageId={Uri.EscapeDataString(imageId)}&format=labels-tiff"));
}

using System.Net;
using System.Text;
using System.Text.Json;
using SegService.Api.Tests.Jobs;
using SegService.TestKit;

namespace SegService.Api.Tests.Telemetry;

/// <summary>The service as a process with a collector beside it, after one of everything has happened to it.</summary>
public sealed class ObservedService : IAsyncLifetime
{
    /// <summary>The trace in which a job of one good image and one bad one was submitted.</summary>
    public const string Trace = "0af7651916cd43dd8448eb211c80319c";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Collector _collector = new();
    private readonly TemporaryFolder _models = new();
    private readonly int _metricsPort = Ports.Free();
    private ServiceProcess? _service;
    private HttpClient? _client;

    internal Collector Collector => _collector;

    internal HttpClient Client => _client!;

    /// <summary>The lines that are JSON, as all that is logged is.</summary>
    internal IReadOnlyList<JsonElement> Log => [.. _service!.Output.Where(line => line.StartsWith('{')).Select(line => JsonElement.Parse(line))];

    internal Exposition Metrics { get; private set; } = new("");

    public async ValueTask InitializeAsync()
    {
        TinyModel.Write(_models.Path);
        await _collector.StartAsync();
        var address = new UriBuilder("http", "127.0.0.1", Ports.Free()).Uri;
        _service = new ServiceProcess(Settings(address)) { Address = address };
        await _service.StartAsync();
        _client = _service.Client();
        await UseAsync();
        await UntilAsync(async () => (Metrics = await ScrapeAsync()).Names.Contains("segservice_job_callbacks_total"));
    }

    public async Task<HttpStatusCode> StatusAsync(string path, bool onMetricsPort)
    {
        using var response = await Client.GetAsync(onMetricsPort ? OnMetricsPort(path) : new Uri(Client.BaseAddress!, path));
        return response.StatusCode;
    }

    /// <summary>Looks again until it is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_service is not null)
            await _service.DisposeAsync();
        await _collector.DisposeAsync();
        _models.Dispose();
    }

    private (string, string)[] Settings(Uri address) =>
    [
        ("ASPNETCORE_URLS", $"{address};http://127.0.0.1:{_metricsPort}"),
        ("SegService__Telemetry__MetricsPort", $"{_metricsPort}"),
        ("SegService__Models__Directory", _models.Path),
        ("SegService__Jobs__CallbackSecret", "a secret of the receiver"),
        ("SegService__Jobs__AllowedCallbackNetworks__0", "127.0.0.0/8"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", _collector.Address.ToString()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "500"),
        ("OTEL_BSP_SCHEDULE_DELAY", "200"),
        ("Serilog__MinimumLevel__Default", "Information"),
    ];

    private async Task UseAsync()
    {
        var image = SyntheticImages.NucleiPng(96, 64);
        Assert.Equal(HttpStatusCode.OK, await PostAsync("classic", image));
        Assert.Equal(HttpStatusCode.OK, await PostAsync("tiny", image));
        Assert.Equal(HttpStatusCode.OK, await PostAsync("tiny&maskThreshold=0.6", image));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await PostAsync("classic", "no image"u8.ToArray()));

        using var form = JobClient.Form(("good.png", image), ("bad.png", "no image"u8.ToArray()));
        form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes($"http://127.0.0.1:{Ports.Free()}/")), "callbackUrl");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/jobs") { Content = form };
        request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
        using var response = await Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    private async Task<HttpStatusCode> PostAsync(string model, byte[] image)
    {
        using var response = await Client.PostAsync($"/v1/segmentations?model={model}", new ByteArrayContent(image));
        return response.StatusCode;
    }

    private async Task<Exposition> ScrapeAsync() => new(await Client.GetStringAsync(OnMetricsPort(Api.Telemetry.MetricsPort.Path)));

    private Uri OnMetricsPort(string path) => new UriBuilder("http", "127.0.0.1", _metricsPort, path).Uri;
}

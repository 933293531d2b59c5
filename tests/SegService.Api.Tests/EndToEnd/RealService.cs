using System.Net;
using System.Text.Json;
using SegService.Api.Tests.Hosting;
using SegService.TestKit;

namespace SegService.Api.Tests.EndToEnd;

/// <summary>The service as it is started, nothing replaced, behind a socket: classic and TestKit's tiny network.</summary>
internal sealed class RealService : IAsyncDisposable
{
    private readonly TemporaryFolder _models = new();
    private readonly HttpClient _client;

    public RealService(params (string Setting, string Value)[] settings)
        : this(_ => { }, settings)
    {
    }

    public RealService(Action<ApiFactory> replace, params (string Setting, string Value)[] settings)
    {
        TinyModel.Write(_models.Path);
        Api = new ApiFactory().With("SegService:Models:Directory", _models.Path);
        foreach (var (setting, value) in settings)
            Api.With(setting, value);
        replace(Api);
        _client = Api.CreateClient();
    }

    public ApiFactory Api { get; }

    public Uri Address => _client.BaseAddress!;

    public async Task<HttpResponseMessage> PostAsync(string query, byte[] image, CancellationToken cancellationToken = default) =>
        await _client.PostAsync($"/v1/segmentations{query}", new ByteArrayContent(image), cancellationToken);

    /// <summary>The document of a request that succeeds.</summary>
    public async Task<byte[]> SegmentAsync(string query, byte[] image)
    {
        using var response = await PostAsync(query, image);
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, System.Text.Encoding.UTF8.GetString(body));
        return body;
    }

    public async Task<JsonElement> SegmentJsonAsync(string query, byte[] image) => JsonElement.Parse(await SegmentAsync(query, image));

    public async Task<JsonElement> GetJsonAsync(string path) => JsonElement.Parse(await _client.GetByteArrayAsync(path));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Api.DisposeAsync();
        _models.Dispose();
    }
}

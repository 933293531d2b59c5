using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace SegService.Api.Jobs;

/// <summary>Posts job documents, signed. Follows no redirect, uses no proxy (the guard could not see through it), reads no answer's body.</summary>
internal sealed class CallbackClient(CallbackTargets targets, IOptions<CallbackOptions> options, TimeProvider time) : IDisposable
{
    public const string SignatureHeader = "X-Signature-256";

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        MaxResponseHeadersLength = 16,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        ConnectCallback = targets.ConnectAsync,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Null once the receiver has answered 2xx, else what it did instead.</summary>
    public async Task<string?> PostAsync(Uri target, JobDocument job, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Value.CallbackTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var request = Request(target, JsonSerializer.SerializeToUtf8Bytes(job, JobJson.Default.JobDocument));
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return answer.IsSuccessStatusCode ? null : $"answered {(int)answer.StatusCode}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"did not answer within {options.Value.CallbackTimeout.TotalSeconds:0} s";
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return failure.InnerException?.Message ?? failure.Message;
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>As many a webhook's: <c>sha256=</c> and the lower-case hex HMAC-SHA256 of the body under the shared secret.</summary>
    public static string Sign(string secret, ReadOnlySpan<byte> body) =>
        $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}";

    private HttpRequestMessage Request(Uri target, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.ParseAdd("SegService");
        if (options.Value.CallbackSecret is { } secret)
            request.Headers.Add(SignatureHeader, Sign(secret, body));
        return request;
    }
}

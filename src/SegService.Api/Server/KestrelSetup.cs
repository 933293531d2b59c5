using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace SegService.Api.Server;

/// <summary>A server on the open network: small headers, no idle uploads, no banner.</summary>
internal sealed class KestrelSetup(IOptions<RequestLimits> limits) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = limits.Value.MaxRequestBytes;
        options.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        options.Limits.MaxRequestHeaderCount = 64;
        options.Limits.MaxConcurrentConnections = limits.Value.MaxConnections;
        options.Limits.RequestHeadersTimeout = limits.Value.HeadersTimeout;
        options.Limits.KeepAliveTimeout = limits.Value.IdleTimeout;
        options.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10));
        options.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10));
    }
}

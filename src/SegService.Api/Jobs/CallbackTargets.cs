using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using SegService.Api.Problems;
using SegService.Pipeline;

namespace SegService.Api.Jobs;

/// <summary>
/// Which addresses may be called: none through which a caller could reach what only this machine or its network can. Names are
/// judged by what they resolve to at the moment of connecting, so that a name cannot change its mind in between.
/// </summary>
internal sealed class CallbackTargets(IOptions<CallbackOptions> options)
{
    private const int MaxLength = 2048;

    /// <summary>IANA's special-purpose address registries: whatever is not a host on the public network.</summary>
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            "::/3", "2001::/23", "2001:db8::/32", "2002::/16", "4000::/2", "8000::/1",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    private readonly IPNetwork[] _allowed = [.. options.Value.AllowedCallbackNetworks.Select(network => IPNetwork.Parse(network))];

    /// <summary>What can be said before the name is looked up.</summary>
    public Outcome<Uri> Check(string url)
    {
        if (options.Value.CallbackSecret is null)
            return Refuse(url, "Callbacks are switched off: this service has no secret to sign them with (SegService:Jobs:CallbackSecret).");
        if (url.Length > MaxLength || !Uri.TryCreate(url, UriKind.Absolute, out var target) || target.Scheme is not ("http" or "https"))
            return Refuse(url, "'callbackUrl' must be an absolute http or https address.") with { Limit = $"{MaxLength} characters" };
        if (target.UserInfo.Length > 0 || target.Fragment.Length > 0)
            return Refuse(url, "'callbackUrl' must hold no user name, password or fragment.");
        return IPAddress.TryParse(target.IdnHost.Trim('[', ']'), out var address) && !Allows(address)
            ? Refuse(url, "'callbackUrl' must not lead to a private, loopback or link-local address.")
            : target;
    }

    public bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_allowed, network => network.Contains(plain)) || !Array.Exists(Special, network => network.Contains(plain));
    }

    /// <summary>Connects to an address of the name that may be called.</summary>
    /// <exception cref="HttpRequestException">There is none.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var target = context.DnsEndPoint;
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        var allowed = Array.FindAll(addresses, Allows);
        if (allowed.Length == 0)
            throw new HttpRequestException($"{target.Host} leads only to private, loopback or link-local addresses, which may not be called.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Failure Refuse(string url, string detail) => new(FailureKind.InvalidParameter, detail)
    {
        Field = JobRequest.CallbackUrl.Name, Value = Excerpt.Of(url),
    };
}

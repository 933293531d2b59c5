using System.Net.Sockets;
using System.Text;

namespace SegService.Api.Tests.Server;

/// <summary>A client that keeps to no rule.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new();

    public RawConnection(Uri address) => _client.Connect(address.Host, address.Port);

    public async Task SendAsync(string text) => await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);

    /// <summary>Waits until the service has said something.</summary>
    public async Task ReadSomeAsync() =>
        Assert.NotEqual(0, await _client.GetStream().ReadAsync(new byte[4096], TestContext.Current.CancellationToken));

    /// <summary>What the service says until it closes the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var everything = new MemoryStream();
        try
        {
            await _client.GetStream().CopyToAsync(everything, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // Reset: closed all the same.
        }

        return Encoding.ASCII.GetString(everything.ToArray());
    }

    public void Dispose() => _client.Dispose();
}

using System.Net;
using System.Net.Sockets;

namespace SegService.TestKit;

/// <summary>
/// Ports of this machine, each given out once: below those that the system gives to outgoing connections, of which one may take a port between
/// here and the start of the server it is meant for. A cluster that lacks a node for that waits for it for ever.
/// </summary>
public static class Ports
{
    private const int First = 20_000;
    private const int Count = 12_000;

    private static int _given = Random.Shared.Next(Count); // test projects run side by side

    public static int Free()
    {
        while (true)
        {
            var port = First + Interlocked.Increment(ref _given) % Count;
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // taken: the next one
            }
        }
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SegService.TestKit;

/// <summary>One nats-server process with JetStream, on ports and in a folder of its own. It can be killed and started again.</summary>
public sealed class NatsNode : IDisposable
{
    private readonly string _binary;
    private readonly TemporaryFolder _directory = new();
    private Process? _process;

    public NatsNode(string binary) => _binary = binary;

    public int Port { get; } = Ports.Free();

    public int ClusterPort { get; } = Ports.Free();

    public string Url => $"nats://127.0.0.1:{Port}";

    /// <summary>Further arguments, the same at every start.</summary>
    public IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>Three servers that are one once they are started; separate folders, separate deaths.</summary>
    public static IReadOnlyList<NatsNode> Cluster(string binary)
    {
        var nodes = Enumerable.Range(0, 3).Select(_ => new NatsNode(binary)).ToList();
        var routes = string.Join(',', nodes.Select(node => $"nats://127.0.0.1:{node.ClusterPort}"));
        foreach (var node in nodes)
            node.Arguments = ["-n", $"n{node.Port}", "--cluster_name", "tests", "--cluster", $"nats://127.0.0.1:{node.ClusterPort}", "--routes", routes];
        return nodes;
    }

    public void Start() => _process = Process.Start(new ProcessStartInfo(
        _binary, ["-a", "127.0.0.1", "-p", $"{Port}", "-js", "-sd", _directory.Path, "-l", Path.Combine(_directory.Path, "log"), .. Arguments]));

    /// <summary>Ends when the server takes connections.</summary>
    public async Task ListeningAsync()
    {
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                ObjectDisposedException.ThrowIf(_process is not { HasExited: false }, this);
                await Task.Delay(10);
            }
        }
    }

    /// <summary>As a power cut would, save that the system keeps what it was given.</summary>
    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Kill();
        _directory.Dispose();
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SegService.Jobs.Tests.Nats;

/// <summary>One nats-server process with JetStream, on ports and in a folder of its own. It can be killed and started again.</summary>
internal sealed class NatsNode : IDisposable
{
    private readonly string _binary;
    private readonly TemporaryDirectory _directory = new();
    private Process? _process;

    public NatsNode(string binary) => _binary = binary;

    public int Port { get; } = FreePort();

    public int ClusterPort { get; } = FreePort();

    public string Url => $"nats://127.0.0.1:{Port}";

    /// <summary>Further arguments, the same at every start.</summary>
    public IReadOnlyList<string> Arguments { get; set; } = [];

    public void Start() => _process = Process.Start(new ProcessStartInfo(
        _binary, ["-a", "127.0.0.1", "-p", $"{Port}", "-js", "-sd", _directory.Path, "-l", Path.Combine(_directory.Path, "log"), .. Arguments]));

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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

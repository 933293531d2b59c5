using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Net;
using OpenCvSharp;
using SegService.TestKit;

namespace SegService.Evaluate.Tests;

/// <summary>Finds nothing in any image, behind a real socket.</summary>
internal sealed class StubService : IDisposable
{
    private readonly HttpListener _listener = new();

    public StubService()
    {
        Address = $"http://127.0.0.1:{Ports.Free()}/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    public ConcurrentBag<NameValueCollection> Asked { get; } = [];

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        using var nothing = new Mat(KaggleFolder.Size, KaggleFolder.Size, MatType.CV_16UC1, Scalar.Black);
        var labels = nothing.ToBytes(".tif");
        while (_listener.IsListening)
        {
            var call = await _listener.GetContextAsync();
            await call.Request.InputStream.CopyToAsync(Stream.Null);
            Asked.Add(call.Request.QueryString);
            call.Response.Headers["X-Model"] = "unet@3";
            await call.Response.OutputStream.WriteAsync(labels);
            call.Response.Close();
        }
    }
}

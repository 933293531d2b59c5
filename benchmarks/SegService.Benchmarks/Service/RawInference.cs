using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using SegService.Pipeline.Inference;
using SegService.Pipeline.Models;
using SegService.Pipeline.Preprocessing;

namespace SegService.Benchmarks.Service;

/// <summary>
/// A network with nothing around it: ONNX Runtime in a loop, on as many threads and in batches of as many tiles as the service
/// chooses on this machine, with its session options, over the same noise again and again.
/// </summary>
internal sealed class RawInference : IDisposable
{
    private readonly InferenceSession _session;
    private readonly Lane[] _lanes;
    private readonly int _batch;

    /// <param name="folder">The bundle.</param>
    /// <param name="height">Pixels of a tile.</param>
    /// <param name="width">Pixels of a tile.</param>
    public RawInference(string folder, int height, int width)
    {
        var (bundle, graph) = ModelBundleFile.Read(folder).Value;
        var options = Microsoft.Extensions.Options.Options.Create(new InferenceOptions());
        var devices = new InferenceDevices(options, new OnnxProviderProbe(options), NullLogger<InferenceDevices>.Instance);
        using var settings = OnnxSessionSettings.Create(devices.All[0], options.Value, devices.IntraOpThreads);
        _session = new InferenceSession(graph, settings);
        _batch = devices.MaxBatchTiles;
        var input = new TileShape(ViewStack.Create(bundle.Input.Views).Channels, height, width);
        _lanes = [.. Enumerable.Range(0, devices.WorkersPerDevice).Select(_ => new Lane(_session, _batch, input, bundle.Outputs.Count))];
    }

    /// <summary>As many batches as end in a turn, on all threads.</summary>
    /// <returns>Tiles, and the time to the end of the last.</returns>
    public (int Tiles, TimeSpan Elapsed) Run(TimeSpan turn)
    {
        var tiles = 0;
        var start = Stopwatch.GetTimestamp();
        var threads = _lanes.Select(lane => new Thread(() =>
        {
            while (Stopwatch.GetElapsedTime(start) < turn)
            {
                lane.Run();
                Interlocked.Add(ref tiles, _batch);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return (tiles, Stopwatch.GetElapsedTime(start));
    }

    public void Dispose()
    {
        foreach (var lane in _lanes)
            lane.Dispose();
        _session.Dispose();
    }

    /// <summary>One thread's tensors.</summary>
    private sealed class Lane : IDisposable
    {
        private readonly InferenceSession _session;
        private readonly RunOptions _run = new();
        private readonly OrtValue _tiles;
        private readonly OrtValue _maps;

        public Lane(InferenceSession session, int batch, TileShape input, int outputs)
        {
            _session = session;
            var noise = new Random(1);
            var values = new float[batch * input.Elements];
            foreach (ref var value in values.AsSpan())
                value = (2 * noise.NextSingle()) - 1;
            _tiles = OrtValue.CreateTensorValueFromMemory(values, [batch, input.Channels, input.Height, input.Width]);
            _maps = OrtValue.CreateTensorValueFromMemory(new float[batch * outputs * input.Pixels], [batch, outputs, input.Height, input.Width]);
        }

        public void Run() => _session.Run(_run, _session.InputNames, [_tiles], _session.OutputNames, [_maps]);

        public void Dispose()
        {
            _tiles.Dispose();
            _maps.Dispose();
            _run.Dispose();
        }
    }
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SegService.Pipeline.Inference;

namespace SegService.Pipeline.Tests.Inference;

public sealed class InferenceDevicesTests
{
    private readonly MessageLog _log = new();

    private InferenceDevices Choose(InferenceOptions options, params int[] presentGpus) =>
        new(Options.Create(options), new Probe(presentGpus), _log);

    private static DeviceIdList Ids(params int[] ids)
    {
        var list = new DeviceIdList();
        list.AddRange(ids);
        return list;
    }

    [Fact]
    public void Auto_takes_the_first_gpu_where_there_is_one() =>
        Assert.Equal([new InferenceDevice(ExecutionProvider.Cuda, 0)], Choose(new InferenceOptions(), 0).All);

    [Fact]
    public void Auto_takes_the_gpus_it_was_given() =>
        Assert.Equal([1, 3], Choose(new InferenceOptions { DeviceIds = Ids(1, 3) }, 0, 1, 2, 3).All.Select(device => device.Id));

    [Fact]
    public void Auto_without_gpu_runs_on_the_cpu_and_says_why()
    {
        var devices = Choose(new InferenceOptions());

        Assert.Equal([InferenceDevice.Cpu], devices.All);
        Assert.Contains(_log.Messages, message => message.Contains("CPU: Cuda device 0 is not there."));
    }

    [Theory]
    [InlineData(ExecutionProvider.Cuda)]
    [InlineData(ExecutionProvider.TensorRt)]
    public void A_gpu_provider_without_gpu_refuses_to_start(ExecutionProvider provider)
    {
        var refusal = Assert.Throws<DeviceUnavailableException>(() => Choose(new InferenceOptions { Provider = provider }));

        Assert.Contains($"SegService:Inference:Provider is {provider}, but {provider} device 0 is not there.", refusal.Message);
    }

    [Fact]
    public void One_missing_gpu_of_several_refuses_to_start() => Assert.Throws<DeviceUnavailableException>(() =>
        Choose(new InferenceOptions { Provider = ExecutionProvider.Cuda, DeviceIds = Ids(0, 1) }, 0));

    [Fact]
    public void The_cpu_is_taken_without_asking_for_gpus() =>
        Assert.Equal([InferenceDevice.Cpu], Choose(new InferenceOptions { Provider = ExecutionProvider.Cpu }, 0).All);

    [Fact]
    public void Cores_are_shared_out_among_cpu_workers()
    {
        var devices = Choose(new InferenceOptions());

        Assert.InRange(devices.WorkersPerDevice * devices.IntraOpThreads, 1, Environment.ProcessorCount);
        Assert.Equal(1, devices.MaxBatchTiles);
    }

    [Fact]
    public void What_is_configured_wins()
    {
        var devices = Choose(new InferenceOptions { WorkersPerDevice = 3, IntraOpThreads = 5, MaxBatchTiles = 7 }, 0);

        Assert.Equal((3, 5, 7), (devices.WorkersPerDevice, devices.IntraOpThreads, devices.MaxBatchTiles));
    }

    [Fact]
    public void Gpu_settings_reach_onnx_runtime_by_its_names()
    {
        var options = new InferenceOptions { GpuMemoryLimit = 1 << 30, ArenaExtendStrategy = ArenaExtendStrategy.NextPowerOfTwo,
            ConvAlgorithmSearch = ConvAlgorithmSearch.Exhaustive, TensorRtHalfPrecision = true, TensorRtCacheDirectory = "engines" };

        var cuda = OnnxSessionSettings.Cuda(2, options);
        var tensorRt = OnnxSessionSettings.TensorRt(2, options);

        Assert.Equal("arena_extend_strategy=kNextPowerOfTwo cudnn_conv_algo_search=EXHAUSTIVE device_id=2 gpu_mem_limit=1073741824", Text(cuda));
        Assert.Equal("device_id=2 trt_engine_cache_enable=1 trt_engine_cache_path=engines trt_fp16_enable=1 trt_max_workspace_size=1073741824",
            Text(tensorRt));

        static string Text(Dictionary<string, string> settings) =>
            string.Join(" ", settings.OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(setting => $"{setting.Key}={setting.Value}"));
    }

    private sealed class Probe(int[] present) : IProviderProbe
    {
        public string? WhatIsMissing(InferenceDevice device) => present.Contains(device.Id) ? null : $"{device} is not there.";
    }

    private sealed class MessageLog : ILogger<InferenceDevices>
    {
        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Messages.Add(formatter(state, exception));
    }
}

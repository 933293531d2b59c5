using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SegService.Pipeline.Inference;

/// <summary>The devices this process runs networks on, chosen once at start-up, and how each is shared out.</summary>
public sealed partial class InferenceDevices
{
    private const int MostCpuWorkers = 8;
    private const int GpuBatchTiles = 8;

    private readonly ILogger<InferenceDevices> _logger;

    /// <exception cref="DeviceUnavailableException">The configured provider cannot run here.</exception>
    public InferenceDevices(IOptions<InferenceOptions> options, IProviderProbe probe, ILogger<InferenceDevices> logger)
    {
        _logger = logger;
        var chosen = options.Value;
        All = Choose(chosen, probe);
        var onCpu = All[0].Provider == ExecutionProvider.Cpu;
        WorkersPerDevice = chosen.WorkersPerDevice ?? (onCpu ? Math.Min(MostCpuWorkers, Environment.ProcessorCount) : 1);
        IntraOpThreads = chosen.IntraOpThreads ?? (onCpu ? Math.Max(1, Environment.ProcessorCount / WorkersPerDevice) : 1);
        MaxBatchTiles = chosen.MaxBatchTiles ?? (onCpu ? 1 : GpuBatchTiles);
        LogChosen(string.Join(", ", All), WorkersPerDevice, IntraOpThreads, MaxBatchTiles);
    }

    /// <summary>At least one; all of one provider.</summary>
    public IReadOnlyList<InferenceDevice> All { get; }

    /// <summary>Batches run at once on each device.</summary>
    public int WorkersPerDevice { get; }

    /// <summary>Threads within a batch on the CPU.</summary>
    public int IntraOpThreads { get; }

    /// <summary>Tiles in a batch at most.</summary>
    public int MaxBatchTiles { get; }

    private IReadOnlyList<InferenceDevice> Choose(InferenceOptions options, IProviderProbe probe)
    {
        if (options.Provider == ExecutionProvider.Cpu)
            return [InferenceDevice.Cpu];

        var automatic = options.Provider == ExecutionProvider.Auto;
        var provider = automatic ? ExecutionProvider.Cuda : options.Provider;
        var wanted = (options.DeviceIds.Count == 0 ? [0] : options.DeviceIds).Select(id => new InferenceDevice(provider, id)).ToList();
        if (wanted.Select(probe.WhatIsMissing).FirstOrDefault(missing => missing is not null) is not { } reason)
            return wanted;
        if (!automatic)
            throw new DeviceUnavailableException($"{InferenceOptions.Section}:Provider is {options.Provider}, but {reason}");
        LogFallback(reason);
        return [InferenceDevice.Cpu];
    }

    [LoggerMessage(LogLevel.Information, "Networks run on the CPU: {Reason}")]
    private partial void LogFallback(string reason);

    [LoggerMessage(LogLevel.Information,
        "Inference on {Devices}: {Workers} workers a device, {Threads} threads a batch, batches of up to {Tiles} tiles")]
    private partial void LogChosen(string devices, int workers, int threads, int tiles);
}

/// <summary>The configured execution provider cannot run on this machine; the message says what is missing.</summary>
public sealed class DeviceUnavailableException(string message) : UnusableConfigurationException(message);

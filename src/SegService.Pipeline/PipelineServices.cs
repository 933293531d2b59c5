using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SegService.Pipeline.Admission;
using SegService.Pipeline.Caching;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.Inference;
using SegService.Pipeline.LargeImages;
using SegService.Pipeline.Models;
using SegService.Pipeline.Systems;

namespace SegService.Pipeline;

public static class PipelineServices
{
    /// <summary>
    /// The pipeline and its rooms, one of each, with their options bound to the configuration and validated at start. Models are
    /// loaded when <see cref="ISegmentationPipeline"/> is first asked for. Needs logging and a <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddSegmentationPipeline(this IServiceCollection services)
    {
        services.AddBound<DecodingLimits>(DecodingLimits.Section).AddBound<AdmissionOptions>(AdmissionOptions.Section)
            .AddBound<ModelOptions>(ModelOptions.Section).AddBound<InferenceOptions>(InferenceOptions.Section)
            .AddBound<MapCacheOptions>(MapCacheOptions.Section).AddBound<LargeImageOptions>(LargeImageOptions.Section);
        return services
            .AddSingleton(provider => new ImageDecoder(provider.GetRequiredService<IOptions<DecodingLimits>>().Value))
            .AddSingleton(provider => new PixelBudget(provider.GetRequiredService<IOptions<AdmissionOptions>>().Value))
            .AddSingleton(provider => new CpuGate(provider.GetRequiredService<IOptions<AdmissionOptions>>().Value))
            .AddSingleton(provider => provider.GetRequiredService<IOptions<LargeImageOptions>>().Value)
            .AddSingleton<IProviderProbe, OnnxProviderProbe>()
            .AddSingleton<InferenceDevices>()
            .AddSingleton<IKernelFactory, KernelFactory>()
            .AddSingleton<ModelCatalogue>()
            .AddSingleton<InferencePool>()
            .AddSingleton<MapCache>()
            .AddSingleton<ISegmentationSystems, SegmentationSystems>()
            .AddSingleton<ISegmentationPipeline, SegmentationPipeline>();
    }

    private static IServiceCollection AddBound<T>(this IServiceCollection services, string section)
        where T : class
    {
        services.AddOptions<T>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }
}

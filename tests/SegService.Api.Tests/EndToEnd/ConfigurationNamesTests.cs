using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SegService.Api.Server;
using SegService.Pipeline.Admission;
using SegService.Pipeline.Caching;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.Inference;
using SegService.Pipeline.Models;

namespace SegService.Api.Tests.EndToEnd;

/// <summary>The names that operators rely on, each with a value that is not its default.</summary>
public sealed class ConfigurationNamesTests
{
    [Fact]
    public async Task Every_documented_name_is_read()
    {
        await using var service = new RealService(
            ("SegService:Models:Default", "tiny"),
            ("SegService:Inference:Provider", "Auto"),
            ("SegService:Inference:DeviceIds", "1,0"),
            ("SegService:Inference:MaxBatchTiles", "3"),
            ("SegService:Inference:MaxBatchDelay", "00:00:00.007"),
            ("SegService:MapCache:MaxBytes", "70000"),
            ("SegService:Limits:MaxRequestBytes", "5000"),
            ("SegService:Limits:MaxPixels", "70001"),
            ("SegService:Limits:MaxPendingPixels", "70002"),
            ("SegService:Limits:RequestTimeout", "00:00:09"));

        var inference = Get<InferenceOptions>(service);
        Assert.Equal([1, 0], inference.DeviceIds);
        Assert.Equal((ExecutionProvider.Auto, 3, TimeSpan.FromMilliseconds(7)), (inference.Provider, inference.MaxBatchTiles, inference.MaxBatchDelay));
        Assert.Equal("tiny", Get<ModelOptions>(service).Default);
        Assert.Equal(70_000, Get<MapCacheOptions>(service).MaxBytes);
        Assert.Equal((5000, TimeSpan.FromSeconds(9)), (Get<RequestLimits>(service).MaxRequestBytes, Get<RequestLimits>(service).RequestTimeout));
        Assert.Equal(70_001, Get<DecodingLimits>(service).MaxPixels);
        Assert.Equal(70_002, Get<AdmissionOptions>(service).MaxPendingPixels);
        Assert.Equal("tiny", (await service.GetJsonAsync("/v1/models")).GetProperty("default").GetString());
    }

    private static T Get<T>(RealService service)
        where T : class => service.Api.Services.GetRequiredService<IOptions<T>>().Value;
}

using Microsoft.IO;
using SegService.Pipeline;
using SegService.Pipeline.Encoding;

namespace SegService.Api.Segmentations;

internal static class SegmentationServices
{
    private const long Mebibyte = 1024 * 1024;

    public static IServiceCollection AddSegmentations(this IServiceCollection services) => services
        .AddSegmentationPipeline()
        .AddSingleton(new RecyclableMemoryStreamManager(new RecyclableMemoryStreamManager.Options
        {
            MaximumSmallPoolFreeBytes = 16 * Mebibyte,
            MaximumLargePoolFreeBytes = 256 * Mebibyte,
            AggressiveBufferReturn = true, // an upload is wanted in one piece, and need not be kept in many beside it
        }))
        .AddSingleton<IReadOnlyList<IResultEncoder>>(ResultFormats.All)
        .AddSingleton<FormatNegotiation>()
        .AddSingleton<UploadReader>()
        .AddSingleton<RequestLog>()
        .AddSingleton<Segmenter>();
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SegService.Pipeline;
using SegService.Pipeline.Models;

namespace SegService.Evaluate.Segmenters;

/// <summary>The pipeline the service runs, in this process; configured by the same settings from the environment.</summary>
internal sealed class PipelineSegmenter(IHost host, string model, SegmentationParameters parameters) : IImageSegmenter
{
    private readonly ISegmentationPipeline _pipeline = host.Services.GetRequiredService<ISegmentationPipeline>();

    public TrainingOrigin? Training => host.Services.GetRequiredService<ModelCatalogue>().Models
        .FirstOrDefault(listing => model == ModelCatalogue.Default ? listing.IsDefault : listing.Identity.Name == model)?.Bundle?.Training;

    public static PipelineSegmenter Create(string model, SegmentationParameters parameters)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton(TimeProvider.System).AddSegmentationPipeline();
        return new PipelineSegmenter(builder.Build(), model, parameters);
    }

    public async Task<Outcome<Prediction>> SegmentAsync(string imageId, ReadOnlyMemory<byte> image, CancellationToken cancellationToken)
    {
        var request = new SegmentationRequest { Image = image, Model = model, ImageId = imageId, Parameters = parameters };
        if (!(await _pipeline.RunAsync(request, cancellationToken)).TryGet(out var result, out var failure))
            return failure;
        using (result)
            return new Prediction(result.Labels.Copy(), result.Model.ToString());
    }

    public ValueTask DisposeAsync() => ((IAsyncDisposable)host).DisposeAsync();
}

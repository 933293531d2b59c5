using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace SegService.Pipeline.Telemetry;

/// <summary>
/// What the pipeline counts and times, with .NET's own meters and activities: whoever listens decides where they go. Meanings and
/// units are in docs/observability.md. One set a process; names of callers and images are never among the tags.
/// </summary>
public static class PipelineTelemetry
{
    /// <summary>Of the meter and of the source of activities.</summary>
    public const string Name = "SegService.Pipeline";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Images = Meter.CreateCounter<long>("segservice.images", "{image}", "Images that came to an end");
    private static readonly Counter<long> Pixels = Meter.CreateCounter<long>("segservice.pixels", "{pixel}", "Pixels of the images that were segmented");
    private static readonly Histogram<int> Instances = Histogram<int>("segservice.image.instances", "{instance}", "Instances found in one image",
        [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]);

    private static readonly Histogram<double> StageDuration = Timer("segservice.stage.duration", "Time of one stage of one image");
    private static readonly Histogram<double> QueueDuration = Timer("segservice.inference.queue.duration", "Time a tile waited for a device");
    private static readonly Histogram<double> BatchDuration = Timer("segservice.inference.batch.duration", "Time a device spent on one batch");
    private static readonly Histogram<int> BatchTiles = Histogram<int>("segservice.inference.batch.tiles", "{tile}", "Tiles of one batch",
        [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64]);

    private static readonly Histogram<double> BatchFill = Histogram<double>("segservice.inference.batch.fill", "1", "Tiles of one batch to the most it could have had",
        [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1]);

    /// <summary>A step of a trace; null, and free, while nobody records traces.</summary>
    public static Activity? Start(string step) => Source.StartActivity(step);

    /// <summary>One stage of one image, as <see cref="StageTimings.Stages"/> names it.</summary>
    public static void Stage(string stage, TimeSpan elapsed) => StageDuration.Record(elapsed.TotalSeconds, new Tag("segservice.stage", stage));

    internal static void Segmented(SegmentationResult result)
    {
        var model = new Tag("segservice.model", result.Model.Name);
        Images.Add(1, model);
        Pixels.Add(result.Image.Info.Pixels, model);
        Instances.Record(result.Instances.Count, model);
        foreach (var (stage, milliseconds) in result.Timings.Milliseconds)
            Stage(stage, TimeSpan.FromMilliseconds(milliseconds));
    }

    /// <summary>Without the model's name, which may be anything a caller wrote.</summary>
    internal static void Failed(Failure failure) => Images.Add(1, Error(failure.Kind));

    internal static void Waited(TimeSpan elapsed) => QueueDuration.Record(elapsed.TotalSeconds);

    internal static void Batch(int tiles, int mostTiles, string device, TimeSpan elapsed, bool succeeded)
    {
        var where = new Tag("segservice.device", device);
        BatchTiles.Record(tiles, where);
        BatchFill.Record((double)tiles / mostTiles, where);
        if (succeeded)
            BatchDuration.Record(elapsed.TotalSeconds, where);
        else
            BatchDuration.Record(elapsed.TotalSeconds, where, Error(FailureKind.ModelFault));
    }

    private static Tag Error(FailureKind kind) => new("error.type", kind.ToString());

    private static Histogram<double> Timer(string name, string description) => Histogram<double>(name, "s", description,
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]);

    private static Histogram<T> Histogram<T>(string name, string unit, string description, T[] bounds)
        where T : struct => Meter.CreateHistogram(name, unit, description, advice: new InstrumentAdvice<T> { HistogramBucketBoundaries = bounds });
}

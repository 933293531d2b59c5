using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SegService.Jobs.Embedded;
using SegService.Jobs.Nats;
using SegService.Jobs.Processing;

namespace SegService.Jobs.CrashHost;

/// <summary>A worker over a backend, and submitters that never stop.</summary>
public static class CrashHost
{
    private const int Submitters = 4;
    private const int ImagesPerJob = 3;
    private const int MaxImageBytes = 20_000;

    private static readonly TimeSpan FullBackoff = TimeSpan.FromMilliseconds(100);

    public static JobOptions Options(string directory) =>
        new() { DataDirectory = directory, Slots = 4, MaxAttempts = 20, MaxQueuedImages = 10_000, LeaseDuration = TimeSpan.FromSeconds(3) };

    /// <param name="arguments">A data directory; or the address, prefix and replicas of NATS.</param>
    public static IJobBackend Open(params string[] arguments)
    {
        var options = Microsoft.Extensions.Options.Options.Create(Options(arguments[0]));
        return arguments is [var url, var prefix, var replicas]
            ? new NatsBackend(
                Microsoft.Extensions.Options.Options.Create(new NatsOptions
                {
                    Url = url, Prefix = prefix, Replicas = int.Parse(replicas, CultureInfo.InvariantCulture),
                    RequestTimeout = TimeSpan.FromSeconds(2), Patience = TimeSpan.FromMinutes(1),
                }),
                options, TimeProvider.System, NullLoggerFactory.Instance)
            : new EmbeddedBackend(options, TimeProvider.System);
    }

    public static JobWorker Worker(IJobBackend backend, IImageProcessor processor, JobOptions options, TimeProvider time)
    {
        var wrapped = Microsoft.Extensions.Options.Options.Create(options);
        var runner = new ImageRunner(backend.Queue, backend.Blobs, processor, wrapped, time, NullLogger<ImageRunner>.Instance);
        return new JobWorker(backend.Queue, runner, wrapped, time, NullLogger<JobWorker>.Instance);
    }

    /// <summary>Calls <paramref name="accepted"/> for every job once it is accepted.</summary>
    public static async Task SubmitForeverAsync(IJobBackend backend, Action<Guid> accepted) =>
        await Task.WhenAll(Enumerable.Range(0, Submitters).Select(async _ =>
        {
            while (true)
            {
                try
                {
                    if (await SubmitAsync(backend) is { } id)
                        accepted(id);
                    else
                        await Task.Delay(FullBackoff); // more waits than may: what is there has to be done first
                }
                catch (JobBackendUnavailableException e)
                {
                    await Console.Error.WriteLineAsync(e.Message);
                }
            }
        }));

    /// <returns>Null where too much waits.</returns>
    private static async Task<Guid?> SubmitAsync(IJobBackend backend)
    {
        var id = Guid.CreateVersion7();
        var images = new List<SubmittedImage>();
        for (var i = 0; i < ImagesPerJob; i++)
        {
            var bytes = new byte[Random.Shared.Next(1, MaxImageBytes)];
            Random.Shared.NextBytes(bytes);
            var blob = await backend.Blobs.PutAsync(id, new MemoryStream(bytes), CancellationToken.None);
            images.Add(new SubmittedImage($"image-{i}", blob, bytes.Length));
        }

        var submission = new JobSubmission { Id = id, Owner = "crash", Fingerprint = id.ToString(), Options = "{}", Images = images };
        var outcome = await backend.Store.SubmitAsync(submission, CancellationToken.None);
        return outcome is SubmitOutcome.Full ? null : ((SubmitOutcome.Accepted)outcome).Job.Id;
    }
}

using SegService.Jobs.CrashHost;

var options = CrashHost.Options(args[0]);
using var backend = CrashHost.Open(args);
using var worker = CrashHost.Worker(backend, new ReversingProcessor(), options, TimeProvider.System);
await worker.StartAsync(CancellationToken.None);
await CrashHost.SubmitForeverAsync(backend, job =>
{
    lock (options)
    {
        Console.Out.WriteLine(job.ToString("N"));
        Console.Out.Flush();
    }
});

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using SegService.Api;
using SegService.Benchmarks.Figures;
using SegService.Benchmarks.Load;
using SegService.Benchmarks.Scenes;

namespace SegService.Benchmarks.Service;

/// <summary>Managed memory a request allocates: the service runs in this process for once, so the load driver's own is in the figure.</summary>
internal static class Allocations
{
    public static async Task<Figure> MeasureAsync(TimeSpan turn, CancellationToken stop)
    {
        var output = Console.Out;
        var jobs = Directory.CreateTempSubdirectory("segservice-bench-").FullName;
        Console.SetOut(TextWriter.Null); // the service's log is written, but not among the figures
        try
        {
            await using var service = await StartAsync(jobs, stop);
            var address = service.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
            using var driver = new LoadDriver(new Uri(new Uri(address), "/v1/segmentations"), TileImages.Pngs());
            await driver.RunAsync(4, turn, stop);
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var load = await driver.RunAsync(4, turn, stop);
            return new Figure("managed allocations of a request, the load driver's included",
                Spread.Of((GC.GetTotalAllocatedBytes(precise: true) - before) / 1024.0 / load.Answers.Count), "KB", "<= 300");
        }
        finally
        {
            Console.SetOut(output);
            Directory.Delete(jobs, recursive: true);
        }
    }

    private static async Task<WebApplication> StartAsync(string jobs, CancellationToken stop)
    {
        var builder = WebApplication.CreateBuilder(
            [$"--SegService:Models:Directory={Path.GetFullPath("models")}", $"--SegService:Jobs:DataDirectory={jobs}"]);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var service = ApiHost.Configure(builder);
        await service.StartAsync(stop);
        return service;
    }
}

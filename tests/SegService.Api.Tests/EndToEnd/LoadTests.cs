using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SegService.Api.Tests.Hosting;
using SegService.Api.Tests.Problems;
using SegService.Pipeline.Admission;
using SegService.Pipeline.Inference;
using SegService.TestKit;

namespace SegService.Api.Tests.EndToEnd;

/// <summary>Many callers at once, and callers who leave.</summary>
public sealed class LoadTests
{
    private const int Requests = 64;

    /// <summary>Every request runs the network, however often its image came before.</summary>
    private static readonly (string, string)[] PoolOfTwo =
        [("SegService:Inference:WorkersPerDevice", "2"), ("SegService:Inference:IntraOpThreads", "1"), ("SegService:MapCache:MaxBytes", "0")];

    /// <summary>Eight images of eight sizes: crossed results would differ in size or in count.</summary>
    private static readonly byte[][] Images = [.. Enumerable.Range(0, 8).Select(i => SyntheticImages.NucleiPng(100 + (20 * i), 90, 6 + i, seed: i + 1))];

    [Theory]
    [InlineData("tiny")]
    [InlineData("classic")]
    public async Task Many_at_once_are_all_answered_rightly(string model)
    {
        await using var service = new RealService(PoolOfTwo);
        var alone = await Task.WhenAll(Images.Select(image => service.SegmentAsync($"?model={model}&format=csv", image)));

        var together = await Task.WhenAll(Enumerable.Range(0, Requests).Select(i => service.SegmentAsync($"?model={model}&format=csv", Images[i % 8])));

        for (var i = 0; i < Requests; i++)
            Assert.Equal(alone[i % 8], together[i]);
        AssertIdle(service);
    }

    [Fact]
    public async Task Past_the_bound_some_are_told_when_to_return_and_the_others_are_answered_rightly()
    {
        await using var service = new RealService([.. PoolOfTwo, ("SegService:Limits:MaxPendingImages", "4")]);
        var alone = new List<byte[]>();
        foreach (var image in Images)
            alone.Add(await service.SegmentAsync("?model=tiny&format=csv", image));

        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(i => service.PostAsync("?model=tiny&format=csv", Images[i % 8])));

        for (var i = 0; i < Requests; i++)
        {
            using var answer = answers[i];
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 120);
            else
                Assert.Equal(alone[i % 8], await answer.Content.ReadAsByteArrayAsync());
        }

        AssertIdle(service);
    }

    [Fact]
    public async Task A_full_house_refuses_at_once_and_serves_again_when_there_is_room()
    {
        await using var service = new RealService(("SegService:Limits:MaxPendingImages", "1"));
        using (service.Api.Services.GetRequiredService<PixelBudget>().Admit(1).Value)
        {
            using var refused = await service.PostAsync("?model=classic", Images[0]);
            Assert.Equal(503, (await Problem.ReadAsync(refused)).Status);
            Assert.Equal("1", refused.Headers.RetryAfter?.ToString());
        }

        Assert.NotEmpty(await service.SegmentAsync("?model=classic", Images[0]));
    }

    [Fact]
    public async Task A_full_queue_for_the_network_refuses_networks_only()
    {
        var kernels = new GatedKernels();
        await using var service = new RealService(api => api.With<IKernelFactory>(kernels), ("SegService:Inference:WorkersPerDevice", "1"),
            ("SegService:Inference:MaxQueuedPixels", "65536"), ("SegService:Inference:MaxTileSide", "128"), ("SegService:Inference:TileOverlap", "16"));
        var first = service.PostAsync("?model=tiny", SyntheticImages.NucleiPng(400, 400));
        await kernels.Begun;

        using var refused = await service.PostAsync("?model=tiny", Images[0]);
        Assert.Equal(503, (await Problem.ReadAsync(refused)).Status);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.NotEmpty(await service.SegmentAsync("?model=classic", Images[0]));

        kernels.Release();
        using var answered = await first;
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    [Fact]
    public async Task A_caller_who_leaves_makes_room()
    {
        var kernels = new GatedKernels();
        await using var service = new RealService(api => api.With<IKernelFactory>(kernels), ("SegService:Inference:WorkersPerDevice", "1"),
            ("SegService:Limits:MaxPendingImages", "1"), ("SegService:Inference:MaxTileSide", "128"), ("SegService:Inference:TileOverlap", "16"));
        using var leaving = new CancellationTokenSource();
        var call = service.PostAsync("?model=tiny", SyntheticImages.NucleiPng(400, 400), leaving.Token);
        await kernels.Begun;
        using var refused = await service.PostAsync("?model=classic", Images[0]);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await service.Api.Log.NextAsync(line => line.AnswersRequest && line.Properties["StatusCode"] is 499, TestContext.Current.CancellationToken);

        Assert.NotEmpty(await service.SegmentAsync("?model=classic", Images[0]));
        Assert.Equal(0, service.Api.Services.GetRequiredService<InferencePool>().Statistics.QueuedTiles);
        kernels.Release();
        Assert.Equal(0, (await service.SegmentJsonAsync("?model=tiny", Images[0])).GetProperty("count").GetInt32());
    }

    private static void AssertIdle(RealService service)
    {
        var (budget, pool) = (service.Api.Services.GetRequiredService<PixelBudget>(), service.Api.Services.GetRequiredService<InferencePool>());
        Assert.Equal((0, 0, 0), (budget.PendingPixels, budget.PendingImages, pool.Statistics.QueuedTiles));
    }
}

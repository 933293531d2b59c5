using Microsoft.Extensions.Options;
using SegService.Jobs;
using SegService.Jobs.Embedded;
using SegService.TestKit;

namespace SegService.Api.Tests.Jobs;

/// <summary>
/// What an accepted job is worth: the real process, posted to without pause, killed and started again at random moments.
/// SEGSERVICE_KILL_JOBS and SEGSERVICE_KILLS ask for more; <c>./build.sh survive</c> runs it alone.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : IAsyncDisposable
{
    private readonly ServiceProcess _service = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task No_accepted_job_is_lost_wrong_or_done_twice_however_often_the_process_is_killed()
    {
        await _service.StartAsync();
        using var client = _service.Client();
        var campaign = new KillCampaign([client]);

        await campaign.RunAsync(async _ =>
        {
            await _service.KillAsync();
            await _service.StartAsync();
        });
        output.WriteLine(campaign.ToString());
    }

    [Fact]
    public async Task A_terminated_process_finishes_what_it_has_in_hand_and_leaves_the_rest_untouched()
    {
        await _service.StartAsync();
        using var client = _service.Client();
        var (campaign, jobs) = (new KillCampaign([client]), new List<string>());
        for (var i = 0; i < 30; i++)
            jobs.Add(await campaign.SubmitAsync(i));

        Assert.Equal(0, await _service.TerminateAsync());

        using (var backend = new EmbeddedBackend(Options.Create(new JobOptions { DataDirectory = _service.DataDirectory }), TimeProvider.System))
        {
            Assert.Equal(0, backend.Resumed);
            foreach (var job in jobs)
                Assert.All(await backend.Store.ImagesAsync(Guid.Parse(job[^36..]), Cancel), image => Assert.True(image.IsFinished || image.Attempts == 0));
        }

        await _service.StartAsync();
        foreach (var job in jobs)
            Assert.Equal("succeeded", (await KillCampaign.FinishedAsync(client, job)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_second_process_is_kept_off_the_data_directory()
    {
        await _service.StartAsync();

        var (exitCode, output, error) = await Command.RunAsync("env", ["ASPNETCORE_URLS=http://127.0.0.1:0",
            $"SegService__Jobs__DataDirectory={_service.DataDirectory}", "dotnet", typeof(Program).Assembly.Location]);

        Assert.Equal(1, exitCode);
        Assert.Contains("is in use by another process", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error + output, StringComparison.Ordinal);
    }
}

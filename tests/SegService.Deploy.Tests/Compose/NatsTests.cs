using SegService.Deploy.Tests.Service;

namespace SegService.Deploy.Tests.Compose;

/// <summary>docker-compose.nats.yml, up.</summary>
public sealed class NatsTests
{
    [Fact]
    public async Task One_process_answers_with_what_two_workers_do_and_either_does_jobs_alone()
    {
        await using var project = await ComposeProject.UpAsync(ComposeTools.Nats, published: "api");
        var caller = new Caller(project.Http);
        await caller.AssertSegmentsAsync();
        var rows = await caller.RowsAsync();
        await caller.AssertDoesJobsAsync(rows);

        var workers = await project.ContainersAsync("worker");
        Assert.Equal(2, workers.Length);
        foreach (var worker in workers)
        {
            await Docker.RunAsync("kill", "--signal", "STOP", worker); // `docker pause` now and then cannot freeze a busy group of processes
            await caller.AssertDoesJobsAsync(rows);
            await Docker.RunAsync("kill", "--signal", "CONT", worker);
        }
    }
}

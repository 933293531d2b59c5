using SegService.Deploy.Tests.Service;

namespace SegService.Deploy.Tests.Compose;

/// <summary>docker-compose.yml, up: the image with all roles in one process.</summary>
public sealed class EmbeddedTests
{
    [Fact]
    public async Task It_segments_does_jobs_and_answers_the_request_under_way_before_it_ends()
    {
        await using var project = await ComposeProject.UpAsync(ComposeTools.Embedded, published: "segservice");
        var caller = new Caller(project.Http);
        await caller.AssertSegmentsAsync();
        await caller.AssertDoesJobsAsync(await caller.RowsAsync());

        var container = Assert.Single(await project.ContainersAsync("segservice"));
        await LastRequest.AssertAnsweredAsync(project.Http, () => Docker.RunAsync("kill", "--signal", "TERM", container));
        Assert.Equal("0", await Docker.RunAsync("wait", container));
    }
}

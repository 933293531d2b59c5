using System.IO.Compression;
using System.Net;
using System.Text;
using SegService.Api.Tests.Hosting;

namespace SegService.Api.Tests.Jobs;

public sealed class ZipTests : IDisposable
{
    private readonly ApiFactory _api;
    private readonly JobClient _jobs;

    public ZipTests()
    {
        _api = ApiFactory.Stubbed(new StubPipeline()).With("SegService:Limits:MaxRequestBytes", "4096")
            .With("SegService:Jobs:MaxUnpackedBytes", "10000").With("SegService:Jobs:MaxImages", "5");
        _jobs = JobClient.Of(_api);
    }

    public void Dispose()
    {
        _jobs.Dispose();
        _api.Dispose();
    }

    [Fact]
    public async Task A_zip_files_images_are_the_jobs_beside_others()
    {
        var zip = Zip(("plate/a/images/a.png", JobClient.Image(1)), ("b.png", JobClient.Image(2)));
        var job = await _jobs.FinishAsync(JobClient.Form(("first.png", JobClient.Image(3)), ("plate.zip", zip)));
        var document = await _jobs.JsonAsync(job);

        Assert.Equal("succeeded", document.GetProperty("status").GetString());
        Assert.Equal(["first", "a", "b"], document.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("imageId").GetString()));
    }

    [Fact]
    public async Task What_file_managers_leave_behind_is_no_image()
    {
        var zip = Zip(("a.png", JobClient.Image()), (".DS_Store", [1]), ("__MACOSX/._a.png", [1]), ("x/Thumbs.db", [1]), ("folder/", []));
        var job = await _jobs.SubmitAsync(JobClient.Form(("plate.zip", zip)));

        Assert.Equal(1, (await _jobs.JsonAsync(job)).GetProperty("images").GetArrayLength());
    }

    [Fact]
    public async Task An_entry_is_measured_by_what_comes_out_of_it()
    {
        var bomb = Zip(("bomb.png", new byte[5000]));
        Assert.True(bomb.Length < 1000);
        var problem = await RefusedAsync(bomb, HttpStatusCode.RequestEntityTooLarge);

        Assert.Equal(("images", "4096 bytes"), (problem.Field, problem.Limit));
        Assert.Contains("bomb.png", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lie_about_an_entrys_size_changes_nothing()
    {
        var bomb = Zip(("bomb.png", new byte[5000]));
        var size = BitConverter.GetBytes(5000);
        for (var at = bomb.AsSpan().IndexOf(size); at >= 0; at = bomb.AsSpan().IndexOf(size))
            bomb[at + 1] = 0; // 136 bytes, says the header

        using var response = await _jobs.PostAsync(JobClient.Form(("plate.zip", bomb)));
        Assert.Contains((int)response.StatusCode, new[] { 400, 413 });
    }

    [Fact]
    public async Task All_entries_together_have_a_limit()
    {
        var zip = Zip(("a.png", new byte[4000]), ("b.png", new byte[4000]), ("c.png", new byte[4000]));

        Assert.Equal("10000 bytes", (await RefusedAsync(zip, HttpStatusCode.RequestEntityTooLarge)).Limit);
    }

    [Fact]
    public async Task Too_many_entries_are_refused()
    {
        var zip = Zip([.. Enumerable.Range(0, 6).Select(i => ($"{i}.png", JobClient.Image(i)))]);

        Assert.Equal("5 images", (await RefusedAsync(zip, HttpStatusCode.RequestEntityTooLarge)).Limit);
    }

    [Fact]
    public async Task A_table_of_contents_out_of_all_proportion_is_not_read_to_its_end()
    {
        var zip = Zip([.. Enumerable.Range(0, 20_000).Select(i => ($"folder-{i}/", Array.Empty<byte>()))]);
        var problem = await RefusedAsync(zip, HttpStatusCode.RequestEntityTooLarge);

        Assert.Equal(("images", "5 images"), (problem.Field, problem.Limit));
        Assert.Contains("table of contents", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zip_file_without_images_is_refused() => Assert.Equal("images", (await RefusedAsync(Zip(), HttpStatusCode.BadRequest)).Field);

    [Theory]
    [InlineData(10)] // cut off
    [InlineData(-20)]
    public async Task A_damaged_zip_file_is_refused(int length)
    {
        var zip = Zip(("a.png", JobClient.Image()));
        var problem = await RefusedAsync(length > 0 ? zip[..length] : zip[..^-length], HttpStatusCode.BadRequest);

        Assert.Equal("images", problem.Field);
        Assert.Contains("plate.zip", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_in_an_archive_fails_alone_as_no_image()
    {
        var job = await _jobs.SubmitAsync(JobClient.Form(("plate.zip", Zip(("a.png", JobClient.Image()), ("inner.zip", Zip(("b.png", JobClient.Image())))))));

        Assert.Equal(2, (await _jobs.JsonAsync(job)).GetProperty("images").GetArrayLength());
    }

    [Fact]
    public async Task Nothing_is_left_of_what_was_laid_aside()
    {
        await _jobs.SubmitAsync(JobClient.Form(("plate.zip", Zip(("a.png", JobClient.Image())))));

        Assert.Empty(Directory.EnumerateFiles(Path.GetTempPath(), "segservice-*.zip"));
    }

    private async Task<Problems.Problem> RefusedAsync(byte[] zip, HttpStatusCode status) => await _jobs.RefusedAsync(JobClient.Form(("plate.zip", zip)), status);

    private static byte[] Zip(params (string Name, byte[] Bytes)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }
}

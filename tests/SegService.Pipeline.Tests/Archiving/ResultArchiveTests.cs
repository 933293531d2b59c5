using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using OpenCvSharp;
using SegService.Pipeline.Admission;
using SegService.Pipeline.Archiving;
using SegService.Pipeline.Decoding;
using SegService.Pipeline.Encoding;
using SegService.Pipeline.LargeImages;
using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Tests.Encoding;

namespace SegService.Pipeline.Tests.Archiving;

/// <summary>Whatever a format says of a result it says of the one that was kept and made whole again.</summary>
public sealed class ResultArchiveTests
{
    private readonly PixelBudget _budget = new(new AdmissionOptions { MaxPendingPixels = 65_536 });

    public static TheoryData<string> Scene => Scenes.Names;

    [Theory, MemberData(nameof(Scene))]
    public async Task Every_format_reads_the_same(string scene)
    {
        using var result = Scenes.Result(Scenes.Of(scene), pixelSize: 0.325);
        using var restored = await RestoreAsync(result, Upload(result));

        Assert.Equal(result.Labels.Labels, restored.Labels.Labels);
        foreach (var encoder in ResultFormats.All.Where(encoder => encoder.MediaType != "application/zip" && encoder.Check(result) is null))
            Assert.Equal(Scenes.Encode(encoder.Format, result), Scenes.Encode(encoder.Format, restored));
    }

    [Fact]
    public async Task Formats_that_read_no_pixels_need_no_upload()
    {
        using var result = Scenes.Result(Scenes.Draw("aa.b", "a..b"));
        using var restored = await RestoreAsync(result, upload: null);

        foreach (var encoder in ResultFormats.All.Where(encoder => !encoder.ReadsPixels && encoder.MediaType != "application/zip"))
            Assert.Equal(Scenes.Encode(encoder.Format, result), Scenes.Encode(encoder.Format, restored));
        Assert.Contains(ResultFormats.All, encoder => encoder.ReadsPixels);
    }

    [Fact]
    public async Task Probabilities_come_back_to_within_half_a_step()
    {
        var nucleus = Enumerable.Range(0, 60).Select(i => i / 59f).ToArray();
        using var result = Scenes.Result(Scenes.Draw("aa........", "..........", "..........", "..........", "..........", ".........b"),
            maps: new SegmentationMaps(10, 6, nucleus));
        using var restored = await RestoreAsync(result, upload: null);

        Assert.Equal((10, 6), (restored.Maps!.Width, restored.Maps.Height));
        Assert.All(nucleus.Zip(restored.Maps.Nucleus), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1 / 509.0));
    }

    [Fact]
    public async Task Times_and_scores_are_kept_exactly()
    {
        using var result = Scenes.Result(Scenes.Draw("aa.b"));
        result.Timings.Add("decode", TimeSpan.FromTicks(12_345));
        result.Timings.Add("inference", TimeSpan.FromTicks(987_654_321));
        using var restored = await RestoreAsync(result, upload: null);

        Assert.Equal(result.Timings.Milliseconds, restored.Timings.Milliseconds);
        Assert.Equal(result.Instances, restored.Instances);
    }

    [Fact]
    public async Task A_restored_result_takes_its_share_of_the_budget_until_it_is_disposed()
    {
        using var result = Scenes.Result(Scenes.Draw("aa.b", "a..b"));
        var restored = await RestoreAsync(result, upload: null);
        Assert.Equal(8, _budget.PendingPixels);

        restored.Dispose();

        Assert.Equal(0, _budget.PendingPixels);
    }

    [Fact]
    public async Task An_upload_that_cannot_be_read_any_more_is_said_and_frees_its_share()
    {
        using var result = Scenes.Result(Scenes.Draw("aa.b"));
        using var archive = new MemoryStream(ResultArchive.Write(result));
        var archived = await ResultArchive.ReadAsync(archive, TestContext.Current.CancellationToken);

        var outcome = await Restorer().RestoreAsync(archived, new byte[] { 1, 2, 3 }, TestContext.Current.CancellationToken);

        Assert.Equal(FailureKind.UnsupportedFormat, outcome.Failure?.Kind);
        Assert.Equal(0, _budget.PendingPixels);
    }

    [Fact]
    public async Task An_archive_of_a_later_version_is_refused()
    {
        using var result = Scenes.Result(Scenes.Draw("aa.b"));
        using var text = new BrotliStream(new MemoryStream(ResultArchive.Write(result)), CompressionMode.Decompress);
        using var reader = new StreamReader(text);
        var later = (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Replace("\"version\":1,", "\"version\":2,", StringComparison.Ordinal);
        using var bytes = new MemoryStream();
        await using (var compressed = new BrotliStream(bytes, CompressionMode.Compress, leaveOpen: true))
            await compressed.WriteAsync(System.Text.Encoding.UTF8.GetBytes(later), TestContext.Current.CancellationToken);
        bytes.Position = 0;

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => ResultArchive.ReadAsync(bytes, TestContext.Current.CancellationToken));
        Assert.Contains("version 2", refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] Upload(SegmentationResult result)
    {
        using var bgr = new Mat();
        Cv2.CvtColor(result.Image.Rgb, bgr, ColorConversionCodes.RGB2BGR);
        return bgr.ToBytes(".png");
    }

    private async Task<SegmentationResult> RestoreAsync(SegmentationResult result, byte[]? upload)
    {
        using var archive = new MemoryStream(ResultArchive.Write(result));
        var archived = await ResultArchive.ReadAsync(archive, TestContext.Current.CancellationToken);
        ReadOnlyMemory<byte>? bytes = upload is null ? default(ReadOnlyMemory<byte>?) : upload;
        return (await Restorer().RestoreAsync(archived, bytes, TestContext.Current.CancellationToken)).Value;
    }

    private ResultRestorer Restorer() =>
        new(new ImageDecoder(new DecodingLimits()), _budget, new CpuGate(new AdmissionOptions()), new LargeImageOptions(), new FakeTimeProvider());
}

using System.Text;
using System.Text.Json;
using SegService.TestKit;

namespace SegService.Api.Tests.EndToEnd;

public sealed class EvaluationServiceTests : IAsyncDisposable
{
    private readonly RealService _service = new();
    private readonly byte[] _image = SyntheticImages.NucleiPng(160, 120);

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("classic", "labels-png")]
    [InlineData("classic", "labels-tiff")]
    [InlineData("tiny", "csv")]
    public async Task What_a_model_says_scores_1_against_itself(string model, string format)
    {
        var truth = await _service.SegmentAsync($"?model={model}&format={format}", _image);
        var json = await EvaluateAsync($"?model={model}", truth);

        Assert.Equal(1, json.GetProperty("score").GetDouble());
        Assert.InRange(json.GetProperty("count").GetInt32(), 5, 12);
        Assert.Equal(json.GetProperty("count").GetInt32(), json.GetProperty("truthCount").GetInt32());
    }

    [Fact]
    public async Task Tighter_outlines_than_the_truths_score_less()
    {
        var truth = await _service.SegmentAsync("?model=tiny&format=labels-png", _image);
        var json = await EvaluateAsync("?model=tiny&maskThreshold=0.9", truth);

        Assert.InRange(json.GetProperty("score").GetDouble(), 0.05, 0.95);
    }

    [Fact]
    public async Task What_matches_is_told_by_id_and_what_was_missed_by_its_pixels()
    {
        var csv = Encoding.UTF8.GetString(await _service.SegmentAsync("?model=tiny&format=csv&imageId=a", _image)).TrimEnd().Split('\n');
        var ids = Enumerable.Range(1, csv.Length - 1);

        var exact = await EvaluateAsync("?model=tiny", Bytes(csv));
        Assert.Equal(ids.Select(id => (id, id, 1.0)), exact.GetProperty("matches").EnumerateArray().Select(pair =>
            (pair.GetProperty("id").GetInt32(), pair.GetProperty("truthId").GetInt32(), pair.GetProperty("iou").GetDouble())));
        Assert.Equal(0, exact.GetProperty("missed").GetArrayLength());

        var none = await EvaluateAsync("?model=tiny&minArea=100000", Bytes(csv));
        Assert.Equal(0, none.GetProperty("matches").GetArrayLength());
        Assert.Equal(csv[1..].Select(row => row.Split(',')[1]), none.GetProperty("missed").EnumerateArray().Select(nucleus => nucleus.GetProperty("rle").GetString()));

        static byte[] Bytes(string[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private async Task<JsonElement> EvaluateAsync(string query, byte[] truth)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(_image), "image", "a.png" }, { new ByteArrayContent(truth), "truth", "b" } };
        using var client = _service.Api.CreateClient();
        using var response = await client.PostAsync($"/v1/evaluations{query}", form);
        return JsonElement.Parse(await response.Content.ReadAsByteArrayAsync());
    }
}

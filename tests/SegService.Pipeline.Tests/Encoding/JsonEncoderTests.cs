using System.Text.Json.Nodes;
using OpenCvSharp;

namespace SegService.Pipeline.Tests.Encoding;

public sealed class JsonEncoderTests
{
    [Fact]
    public void The_document_has_exactly_the_contracts_shape()
    {
        using var result = Scenes.Result(Scenes.Draw("a..", "ab."), pixelSize: 0.25);
        result.Timings.Add("decode", TimeSpan.FromMilliseconds(1.5));

        var expected = JsonNode.Parse($$"""
            {
              "id": "run-1", "imageId": "image-1",
              "model": { "name": "unet", "version": "1.2.0", "sha256": "{{new string('b', 64)}}" },
              "parameters": { "page": 0, "channel": null, "scale": 1, "tta": false, "maskThreshold": 0.5, "seedThreshold": 0.4, "minArea": 15 },
              "image": { "width": 3, "height": 2, "channels": 3, "bitDepth": 8, "pages": 1, "sha256": "{{new string('a', 64)}}", "pixelSizeUm": 0.25 },
              "count": 2,
              "instances": [
                { "id": 1, "rle": "1 2", "area": 2, "bbox": [0, 0, 1, 2], "centroid": [0, 0.5], "score": 0.75 },
                { "id": 2, "rle": "4 1", "area": 1, "bbox": [1, 1, 1, 1], "centroid": [1, 1], "score": 0.75 }
              ],
              "timings": { "decode": 1.5 }
            }
            """);
        var actual = JsonNode.Parse(Scenes.Encode("json", result));

        Assert.True(JsonNode.DeepEquals(expected, actual), actual!.ToJsonString());
    }

    [Fact]
    public void An_overlay_shows_the_image_with_only_outlines_painted()
    {
        var overlay = Scenes.Encode("overlay-png", Scenes.Draw(".....", ".aaa.", ".aaa.", ".aaa.", "....."));

        using var image = Cv2.ImDecode(overlay, ImreadModes.Color);
        var unpainted = new Vec3b(30, 20, 10); // OpenCV reads blue first
        Assert.Equal(unpainted, image.At<Vec3b>(0, 0));
        Assert.Equal(unpainted, image.At<Vec3b>(2, 2));
        Assert.All([(1, 1), (1, 2), (2, 1), (3, 3)], at => Assert.NotEqual(unpainted, image.At<Vec3b>(at.Item1, at.Item2)));
    }
}

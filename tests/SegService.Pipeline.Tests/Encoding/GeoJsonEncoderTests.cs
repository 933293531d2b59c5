using System.Text.Json.Nodes;

namespace SegService.Pipeline.Tests.Encoding;

public sealed class GeoJsonEncoderTests
{
    [Fact]
    public void A_feature_is_a_detection_with_corners_at_the_pixels_corners()
    {
        var feature = JsonNode.Parse(Scenes.Encode("geojson", Scenes.Draw("...", ".aa", ".a.")))!["features"]![0]!;

        Assert.Equal("[[[3,1],[3,2],[2,2],[2,3],[1,3],[1,1],[3,1]]]", feature["geometry"]!["coordinates"]!.ToJsonString());
        Assert.Equal(("Polygon", "detection", 3.0), ((string?)feature["geometry"]!["type"], (string?)feature["properties"]!["objectType"],
            (double)feature["properties"]!["measurements"]!["area"]!));
    }

    [Fact]
    public void Holes_are_rings_of_their_own_even_where_they_touch_another()
    {
        var geometry = JsonNode.Parse(Scenes.Encode("geojson", Scenes.Draw("aaa.", "a.a.", "aa.a", "aaaa")))!["features"]![0]!["geometry"]!;

        Assert.Equal("Polygon", (string?)geometry["type"]);
        Assert.Equal([7, 5, 5], geometry["coordinates"]!.AsArray().Select(ring => ring!.AsArray().Count));
    }

    [Fact]
    public void Parts_that_meet_at_a_corner_only_are_polygons_of_a_multipolygon()
    {
        var geometry = JsonNode.Parse(Scenes.Encode("geojson", Scenes.Draw("a.", ".a")))!["features"]![0]!["geometry"]!;

        Assert.Equal(("MultiPolygon", 2), ((string?)geometry["type"], geometry["coordinates"]!.AsArray().Count));
    }
}

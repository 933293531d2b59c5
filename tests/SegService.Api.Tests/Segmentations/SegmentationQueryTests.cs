using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using SegService.Api.Segmentations;
using SegService.Pipeline;

namespace SegService.Api.Tests.Segmentations;

public sealed class SegmentationQueryTests
{
    [Fact]
    public void Nothing_asked_means_every_default() =>
        Assert.Equal(new SegmentationQuery("default", null, null, new SegmentationParameters()), Read("").Value);

    [Fact]
    public void Every_parameter_is_read()
    {
        var query = Read("?model=unet&format=csv&imageId=a.1&page=2&channel=1&scale=0.5&tta=True&maskThreshold=0.4&seedThreshold=6e-1&minArea=0").Value;

        Assert.Equal(new SegmentationQuery("unet", "csv", "a.1", new SegmentationParameters
        {
            Page = 2, Channel = 1, Scale = 0.5, Tta = true, MaskThreshold = 0.4, SeedThreshold = 0.6, MinArea = 0,
        }), query);
    }

    [Fact]
    public void Auto_leaves_the_scale_to_the_service() => Assert.Null(Read("?scale=auto").Value.Parameters.Scale);

    [Theory]
    [InlineData("?page=-1", "page", "-1", "a whole number from 0 to 65535")]
    [InlineData("?page=1.5", "page", "1.5", "a whole number from 0 to 65535")]
    [InlineData("?page=99999999999999", "page", "99999999999999", "a whole number from 0 to 65535")]
    [InlineData("?channel=64", "channel", "64", "a whole number from 0 to 63")]
    [InlineData("?scale=0.2", "scale", "0.2", "'auto' or a number from 0.25 to 4")]
    [InlineData("?scale=4.01", "scale", "4.01", "'auto' or a number from 0.25 to 4")]
    [InlineData("?scale=big", "scale", "big", "'auto' or a number from 0.25 to 4")]
    [InlineData("?scale=0,5", "scale", "0,5", "'auto' or a number from 0.25 to 4")]
    [InlineData("?tta=yes", "tta", "yes", "true or false")]
    [InlineData("?maskThreshold=NaN", "maskThreshold", "NaN", "a number from 0.01 to 0.99")]
    [InlineData("?seedThreshold=Infinity", "seedThreshold", "Infinity", "a number from 0.01 to 0.99")]
    [InlineData("?minArea=1000001", "minArea", "1000001", "a whole number from 0 to 1000000")]
    [InlineData("?minArea=", "minArea", "", "a whole number from 0 to 1000000")]
    [InlineData("?page=1&page=2", "page", "1,2", "a whole number from 0 to 65535")]
    [InlineData("?model=", "model", "", "text")]
    public void A_bad_value_names_its_field_value_and_limit(string query, string field, string value, string limit)
    {
        var failure = Read(query).Failure!;

        Assert.Equal((FailureKind.InvalidParameter, field, value, limit), (failure.Kind, failure.Field, failure.Value, failure.Limit));
    }

    [Theory]
    [InlineData("?maskTreshold=0.5", "maskTreshold", "Did you mean 'maskThreshold'?")]
    [InlineData("?min_area=5", "min_area", "Did you mean 'minArea'?")]
    [InlineData("?zoom=2", "zoom", "There is no parameter 'zoom'.")]
    public void An_unknown_parameter_is_refused_and_the_nearest_suggested(string query, string field, string detail)
    {
        var failure = Read(query).Failure!;

        Assert.Equal((FailureKind.InvalidParameter, field), (failure.Kind, failure.Field));
        Assert.EndsWith(detail, failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_value_is_shown_shortened() => Assert.Equal(65, Read($"?page={new string('9', 4000)}").Failure!.Value!.Length);

    private static Outcome<SegmentationQuery> Read(string query) => SegmentationQuery.Read(new QueryCollection(QueryHelpers.ParseQuery(query)));
}

using System.Text.Json;

namespace SegService.Api.Tests.Telemetry;

/// <summary>What a service logs with no settings but the environment's, in a folder that is not its own.</summary>
public sealed class RequestLoggingTests(ObservedService service) : IClassFixture<ObservedService>
{
    [Fact]
    public void A_request_is_one_line_with_its_sizes_and_stage_times_and_nothing_of_the_framework()
    {
        var lines = service.Log;

        Assert.DoesNotContain(lines, line => Text(line, "SourceContext").StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) && Text(line, "@l") is "");
        var segmentations = lines.Where(line => Text(line, "RequestPath") == "/v1/segmentations").ToList();
        Assert.Equal(4, segmentations.Count);
        Assert.Equal(3, segmentations.Count(line => line.TryGetProperty("StageMs", out _) && line.TryGetProperty("UploadBytes", out _)));
    }

    private static string Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? $"{value}" : "";
}

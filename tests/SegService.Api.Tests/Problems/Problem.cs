using System.Net.Http.Json;
using System.Text.Json;

namespace SegService.Api.Tests.Problems;

/// <summary>A problem as any HTTP client reads it.</summary>
internal sealed record Problem(string Type, string Title, int Status, string Detail, string? Field, string? Limit, string? Value, string? TraceId)
{
    public static async Task<Problem> ReadAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = (await response.Content.ReadFromJsonAsync<Problem>(JsonSerializerOptions.Web))!;
        Assert.Equal((int)response.StatusCode, problem.Status);
        Assert.StartsWith("urn:segservice:problem:", problem.Type, StringComparison.Ordinal);
        Assert.NotEmpty(problem.Title);
        Assert.NotEmpty(problem.Detail);
        return problem;
    }
}

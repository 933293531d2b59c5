namespace SegService.Api.Security;

/// <summary>Who asks: whoever owns the jobs they submit and sees no others.</summary>
internal static class Caller
{
    /// <summary>Where no keys are configured, everybody is the same caller.</summary>
    public const string Anonymous = "anonymous";

    public static string Of(HttpContext http) => http.User.Identity?.Name ?? Anonymous;
}

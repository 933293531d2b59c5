using SegService.TestKit;

namespace SegService.Api.Tests.OpenApi;

/// <summary>
/// Committed files that tests hold up to date. SEGSERVICE_APPROVE=1 rewrites them: look at the difference before committing it.
/// </summary>
internal static class Approved
{
    public const string HowTo = "is out of date: run the tests once with SEGSERVICE_APPROVE=1 and look at what changed";

    private static readonly bool Approving = Environment.GetEnvironmentVariable("SEGSERVICE_APPROVE") == "1";

    /// <summary>The committed bytes; the new ones, written, when approving.</summary>
    public static byte[] Bytes(string path, byte[] now)
    {
        var file = Path.Combine(Repository.Root, path);
        if (Approving)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, now);
        }

        return File.Exists(file) ? File.ReadAllBytes(file) : [];
    }
}

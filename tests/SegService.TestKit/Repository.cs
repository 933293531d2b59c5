namespace SegService.TestKit;

/// <summary>Where the checkout is, and whether this run is CI's, where no test may be skipped for what the machine lacks.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    public static bool IsCi => Environment.GetEnvironmentVariable("CI") is "true" or "1";

    public static string File(string path) => Path.Combine(Root, path);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "SegService.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests do not run inside the checkout.");
    }
}

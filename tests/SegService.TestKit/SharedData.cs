namespace SegService.TestKit;

/// <summary>Finds the Data Science Bowl images beside the checkout, or where SEGSERVICE_DATA points. They are never committed.</summary>
public static class SharedData
{
    public const string Missing = "the shared images are not here: set SEGSERVICE_DATA to the folder of stage1_train.zip";

    /// <summary>The folder with stage1_train.zip and folds.csv, or null.</summary>
    public static string? Folder { get; } = Find();

    public static string? Zip => Folder is null ? null : Path.Combine(Folder, "stage1_train.zip");

    private static string? Find()
    {
        var configured = Environment.GetEnvironmentVariable("SEGSERVICE_DATA");
        if (configured is not null)
            return HasImages(configured) ? configured : null;

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data", "dsb2018");
            if (HasImages(candidate))
                return candidate;
        }

        return null;
    }

    private static bool HasImages(string folder) => File.Exists(Path.Combine(folder, "stage1_train.zip"));
}

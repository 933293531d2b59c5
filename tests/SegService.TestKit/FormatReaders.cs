namespace SegService.TestKit;

/// <summary>Readers of our formats that we did not write: Debian's ImageJ, and scikit-image, tifffile and Shapely for its Python.</summary>
public static class FormatReaders
{
    // Debian's packages are for its own Python, whichever comes first in the path.
    private const string Python = "/usr/bin/python3";
    private const string ImageJ = "/usr/share/java/ij.jar";

    private static readonly Lazy<Task<string?>> Installed = new(FindAsync);

    /// <summary>Null when they are there, else the reason. In CI, they are installed first.</summary>
    public static Task<string?> WhyNotAsync() => Installed.Value;

    public static Task<CommandResult> PythonAsync(string script, params IEnumerable<string> arguments) =>
        Command.RunAsync(Python, arguments.Prepend(Repository.File(script)));

    /// <summary>Runs a macro in ImageJ on a screen in memory, for its ROI Manager is a window; one that asks something is ended.</summary>
    /// <param name="macro">Path in the checkout.</param>
    /// <param name="argument">What the macro gets.</param>
    /// <param name="windows">As a person sees it; the macro quits by itself.</param>
    public static Task<CommandResult> ImageJAsync(string macro, string argument, bool windows = false) => Command.RunAsync("timeout",
        ["180", "xvfb-run", "--auto-servernum", "java", "-cp", ImageJ, "ij.ImageJ", windows ? "-macro" : "-batch", Repository.File(macro), argument]);

    private static async Task<string?> FindAsync()
    {
        if (Repository.IsCi)
            return await Command.RunAsync("bash", ["build/format-readers.sh"]) is { Succeeded: false, Error: var error } ? error : null;
        var probe = await Command.RunAsync("bash", ["-c", $"[ -e {ImageJ} ] && type xvfb-run java && {Python} -c 'import skimage, shapely, tifffile'"]);
        return probe.Succeeded ? null : $"ImageJ, scikit-image or Shapely is missing: build/format-readers.sh installs them. {probe.Error.Trim()}";
    }
}

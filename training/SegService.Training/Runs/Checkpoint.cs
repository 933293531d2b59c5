using System.Text.Json;
using System.Text.Json.Serialization;
using SegService.Pipeline.Models;

namespace SegService.Training.Runs;

/// <summary>
/// The state of a run on disk: a folder step-N with weights, their average, the optimiser and state.json, which is written last
/// and so marks the folder complete. Older ones are removed once a new one is.
/// </summary>
internal sealed record Checkpoint(string Model, long Step, double Progress, long StepsLeft, RunOptions Options, string? From = null, string? Teacher = null)
{
    public const string AverageFile = "average.dat";

    /// <summary>For the bundle made of it.</summary>
    [JsonIgnore]
    public TrainingOrigin Origin => new(Options.Split, [Options.Seed], Step * Options.BatchSize, From, Teacher);

    public bool HasOriginOf(Checkpoint other) =>
        Model == other.Model && (From, Teacher) == (other.From, other.Teacher) && Options.Fold == other.Options.Fold && Options.Holdout.SequenceEqual(other.Options.Holdout);

    private const string StateFile = "state.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Save(string runFolder, TrainingState state, RunOptions options)
    {
        var folder = Path.Combine(runFolder, $"step-{state.Step}");
        Directory.CreateDirectory(folder);
        state.Network.save(Path.Combine(folder, "network.dat"));
        state.Average.Network.save(Path.Combine(folder, AverageFile));
        state.Optimiser.save_state_dict(Path.Combine(folder, "optimiser.dat"));
        var about = new Checkpoint(options.Model, state.Step, state.Schedule.Progress, state.Schedule.StepsLeft, options, state.From, state.Teacher);
        File.WriteAllText(Path.Combine(folder, StateFile), JsonSerializer.Serialize(about, Json));
        foreach (var older in Folders(runFolder).Where(other => Path.GetFullPath(other) != Path.GetFullPath(folder)))
            Directory.Delete(older, recursive: true);
    }

    /// <summary>The newest complete checkpoint's folder, or null.</summary>
    public static string? Newest(string runFolder) =>
        Folders(runFolder).Where(folder => File.Exists(Path.Combine(folder, StateFile))).MaxBy(StepOf);

    public static Checkpoint Read(string folder) =>
        JsonSerializer.Deserialize<Checkpoint>(File.ReadAllText(Path.Combine(folder, StateFile)), Json)!;

    public static void Restore(string folder, TrainingState state)
    {
        var about = Read(folder);
        state.Network.load(Path.Combine(folder, "network.dat"));
        state.Average.Network.load(Path.Combine(folder, AverageFile));
        state.Optimiser.load_state_dict(Path.Combine(folder, "optimiser.dat"));
        state.Step = about.Step;
        (state.From, state.Teacher) = (about.From, about.Teacher);
        state.Schedule.Progress = about.Progress;
        state.Schedule.StepsLeft = about.StepsLeft;
    }

    private static string[] Folders(string runFolder) =>
        Directory.Exists(runFolder) ? Directory.GetDirectories(runFolder, "step-*") : [];

    private static long StepOf(string folder) => long.Parse(Path.GetFileName(folder)["step-".Length..], null);
}

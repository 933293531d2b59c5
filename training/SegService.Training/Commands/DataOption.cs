using System.CommandLine;

namespace SegService.Training.Commands;

/// <summary>--data, the same for every command that reads images.</summary>
internal static class DataOption
{
    private const string Variable = "SEGSERVICE_DATA";
    private const string Beside = "../shared/data/dsb2018";

    public static Option<string> Create() => new("--data")
    {
        Description = $"Folder with folds.csv and stage1_train.zip; ${Variable}, else {Beside}",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable) ?? Beside,
    };
}

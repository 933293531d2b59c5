using System.CommandLine;
using SegService.Pipeline.Evaluation;
using SegService.Training.Data;

namespace SegService.Training.Commands;

/// <summary>stains: a table of folds whose histology groups are split by stain, so that a stain can be held out.</summary>
internal static class StainsCommand
{
    public static Command Create()
    {
        var data = DataOption.Create();
        var output = new Option<string>("--output") { Description = "Folder for folds.csv; link the dataset's zip there to use it as --data", Required = true };
        var command = new Command("stains", "Split the histology images by stain: writes folds.csv with acquisition groups ending in -white and -purple.") { data, output };
        command.SetAction(parsed =>
        {
            var rows = StainTable.Split(parsed.GetRequiredValue(data));
            Directory.CreateDirectory(parsed.GetRequiredValue(output));
            FoldTable.Write(Path.Combine(parsed.GetRequiredValue(output), FoldTable.FileName), rows);
            foreach (var group in rows.Where(row => row.Modality == "histology").CountBy(row => row.Acquisition))
                Console.WriteLine($"{group.Key}: {group.Value} images");
        });
        return command;
    }
}

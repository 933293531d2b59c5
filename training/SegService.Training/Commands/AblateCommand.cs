using System.CommandLine;
using SegService.Training.Calibration;

namespace SegService.Training.Commands;

/// <summary>ablate: what each head, scale and augmentation is worth, on the images the bundle was not trained on.</summary>
internal static class AblateCommand
{
    public static Command Create()
    {
        var source = new HeldOutOptions();
        var target = new Option<double>("--target-diameter") { Description = "Of the row with zoom, in pixels", DefaultValueFactory = _ => 20 };
        var command = new Command("ablate", "Score the images held out of the bundle's training with ever more of the network in use; ablation.csv beside it.") { target };
        source.AddTo(command);
        command.SetAction(parsed =>
        {
            var (_, held) = source.Open(parsed);
            var lines = new List<string> { AblationRow.Header };
            foreach (var row in new Ablation(held).Run(parsed.GetValue(target)))
            {
                lines.Add(row.ToCsv());
                Console.WriteLine(lines[^1]);
            }

            File.WriteAllLines(Path.Combine(source.Folder(parsed), "ablation.csv"), lines);
        });
        return command;
    }
}

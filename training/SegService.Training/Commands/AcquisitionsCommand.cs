using System.CommandLine;
using SegService.Pipeline.Postprocessing.Regions;
using SegService.Training.Calibration;

namespace SegService.Training.Commands;

/// <summary>acquisitions: the new-acquisition score of a recipe, by bundles that each were trained without some groups.</summary>
internal static class AcquisitionsCommand
{
    public static Command Create()
    {
        var bundles = new Option<string[]>("--bundles") { Description = "Folders of bundles of one recipe, each trained with another --holdout", Required = true, AllowMultipleArgumentsPerToken = true };
        var like = new Option<string>("--like") { Description = "Folder of the bundle whose thresholds are used", Required = true };
        var targets = new Option<double[]>("--target-diameters") { Description = "Median nucleus diameters to zoom to, in pixels", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [24] };
        var tta = new Option<bool>("--tta") { Description = "Also score the last target with test-time augmentation" };
        var search = new Option<bool>("--search") { Description = "Also search the thresholds that are best for all groups" };
        var threads = new Option<int>("--threads") { Description = "Threads", DefaultValueFactory = _ => Environment.ProcessorCount };
        var output = new Option<string>("--output") { Description = "CSV to write", DefaultValueFactory = _ => "acquisitions.csv" };
        var data = DataOption.Create();
        var command = new Command("acquisitions", "Score a recipe on the acquisition groups its bundles were trained without.") { bundles, like, targets, tta, search, threads, output, data };
        command.SetAction(parsed =>
        {
            var (judge, _) = HeldOutOptions.Read(parsed.GetRequiredValue(like));
            var runs = parsed.GetRequiredValue(bundles).Select(folder => Open(folder, parsed.GetRequiredValue(data), parsed.GetValue(threads), judge.Regions)).ToArray();
            var lines = new List<string>();
            foreach (var row in new AcquisitionGroups(runs, parsed.GetValue(threads)).Run(judge.Thresholds, parsed.GetRequiredValue(targets), parsed.GetValue(tta), parsed.GetValue(search)))
            {
                if (lines.Count == 0)
                    Tell(row.Header);
                Tell(row.ToCsv());
            }

            File.WriteAllLines(parsed.GetRequiredValue(output), lines);

            void Tell(string line)
            {
                lines.Add(line);
                Console.WriteLine(line);
            }
        });
        return command;
    }

    private static (string Name, HeldOutSet Held) Open(string folder, string data, int threads, RegionModel? regions)
    {
        var (bundle, held) = HeldOutOptions.Open(folder, data, threads, regions);
        return (string.Join('+', bundle.Training!.Split.Holdout), held);
    }
}

using System.CommandLine;
using SegService.Training.Commands;

var root = new RootCommand("Trains SegService's networks, exports them as bundles and calibrates their thresholds.")
{
    TrainCommand.Create(),
    PreviewCommand.Create(),
    ViewsCommand.Create(),
    ExportCommand.Create(),
    CalibrateCommand.Create(),
    AblateCommand.Create(),
};
return await root.Parse(args).InvokeAsync();

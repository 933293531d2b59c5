using System.CommandLine;
using SegService.Training.Commands;

var root = new RootCommand("Trains SegService's networks, exports them as bundles and calibrates their thresholds.")
{
    TrainCommand.Create(),
    PreviewCommand.Create(),
    StainsCommand.Create(),
    ViewsCommand.Create(),
    ExportCommand.Create(),
    CalibrateCommand.Create(),
    QuantiseCommand.Create(),
    AblateCommand.Create(),
    AcquisitionsCommand.Create(),
    RegionsCommand.Create(),
};
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception fault) when (fault is IOException or InvalidDataException or ArgumentException)
{
    await Console.Error.WriteLineAsync(fault.Message);
    return 1;
}

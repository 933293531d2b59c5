using Microsoft.Extensions.Logging;

namespace SegService.Pipeline.Models;

public sealed partial class ModelCatalogue
{
    [LoggerMessage(LogLevel.Warning, "There is no model folder '{Directory}': only classic is served")]
    private partial void LogNoFolder(string directory);

    [LoggerMessage(LogLevel.Error, "Left out: {Defect}")]
    private partial void LogDefective(string defect);

    [LoggerMessage(LogLevel.Information, "Model {Name}: version {Old} -> {New}")]
    private partial void LogReplaced(string name, string? old, string? @new);
}

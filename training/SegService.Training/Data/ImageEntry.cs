using CsvHelper;

namespace SegService.Training.Data;

/// <summary>One line of folds.csv, the columns the trainer needs.</summary>
[CsvRecord]
internal sealed partial record ImageEntry
{
    public string ImageId { get; init; } = "";

    public string Modality { get; init; } = "";

    public string Acquisition { get; init; } = "";

    public int Fold { get; init; }
}

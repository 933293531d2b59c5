namespace SegService.Training.Runs;

/// <summary>The mean of some steps, one line of the log.</summary>
/// <param name="Step">Steps made.</param>
/// <param name="Crops">Crops seen.</param>
/// <param name="Minutes">Since this invocation started.</param>
/// <param name="Rate">Learning rate.</param>
/// <param name="Nucleus">Loss of the nucleus head.</param>
/// <param name="Border">Loss of the border head.</param>
/// <param name="Marker">Loss of the marker head.</param>
/// <param name="CropsPerSecond">Of these steps.</param>
/// <param name="Validation">Total loss of the averaged weights on held-out crops; null where it was not measured.</param>
internal sealed record StepReport(
    long Step, long Crops, double Minutes, double Rate, double Nucleus, double Border, double Marker, double CropsPerSecond,
    double? Validation)
{
    public double Loss => Nucleus + Border + Marker;
}

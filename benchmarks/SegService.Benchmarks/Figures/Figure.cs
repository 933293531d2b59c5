namespace SegService.Benchmarks.Figures;

/// <summary>One line of a report.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The measurements.</param>
/// <param name="Unit">Of the value; empty for a ratio.</param>
/// <param name="Goal">What it should be, in words; null where nothing is asked.</param>
internal sealed record Figure(string Name, Spread Value, string Unit = "", string? Goal = null);

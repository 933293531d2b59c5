namespace SegService.Pipeline.Measurement;

/// <summary>The stored, unscaled values of one channel within one instance.</summary>
/// <param name="Integrated">Sum over the pixels.</param>
/// <param name="Mean">Integrated / area.</param>
/// <param name="Min">The smallest value.</param>
/// <param name="Max">The largest value.</param>
public readonly record struct ChannelIntensity(double Integrated, double Mean, double Min, double Max);

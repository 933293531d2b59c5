namespace SegService.Pipeline.Measurement;

/// <summary>All that is measured of one instance.</summary>
/// <param name="Instance">Area, box, centroid and score.</param>
/// <param name="Shape">Its form.</param>
/// <param name="Channels">Its intensities, by channel.</param>
public sealed record InstanceMeasurements(Instance Instance, InstanceShape Shape, IReadOnlyList<ChannelIntensity> Channels);

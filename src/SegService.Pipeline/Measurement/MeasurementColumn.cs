using System.Globalization;

namespace SegService.Pipeline.Measurement;

/// <summary>One column of a <see cref="MeasurementTable"/>.</summary>
/// <param name="Name">scikit-image's name where it measures the same.</param>
/// <param name="Value">The number in an instance's row.</param>
/// <param name="IsPosition">Says which instance it is and where, not what it is like.</param>
public sealed record MeasurementColumn(string Name, Func<InstanceMeasurements, double> Value, bool IsPosition = false)
{
    private static readonly MeasurementColumn[] Geometry =
    [
        new("id", row => row.Instance.Id, IsPosition: true),
        new("area", row => row.Instance.Area),
        new("centroid_x", row => row.Instance.CentroidX, IsPosition: true),
        new("centroid_y", row => row.Instance.CentroidY, IsPosition: true),
        new("bbox_x", row => row.Instance.Box.X, IsPosition: true),
        new("bbox_y", row => row.Instance.Box.Y, IsPosition: true),
        new("bbox_width", row => row.Instance.Box.Width, IsPosition: true),
        new("bbox_height", row => row.Instance.Box.Height, IsPosition: true),
        new("perimeter", row => row.Shape.Perimeter),
        new("equivalent_diameter", row => row.Shape.EquivalentDiameter),
        new("eccentricity", row => row.Shape.Eccentricity),
        new("solidity", row => row.Shape.Solidity),
    ];

    private static readonly MeasurementColumn Score = new("score", row => row.Instance.Score);

    /// <summary>Up to twelve digits, which any 32-bit sample and any sum of an instance's needs at most; a valid JSON number.</summary>
    public string Text(InstanceMeasurements row) => Value(row).ToString("G12", CultureInfo.InvariantCulture);

    /// <param name="first">Number of the first channel there is.</param>
    /// <param name="channels">How many there are.</param>
    public static IReadOnlyList<MeasurementColumn> All(int first, int channels) =>
        [.. Geometry, .. Enumerable.Range(0, channels).SelectMany(c => Intensities(c, first + c)), Score];

    private static MeasurementColumn[] Intensities(int index, int channel) =>
    [
        new($"mean_intensity_{channel}", row => row.Channels[index].Mean),
        new($"min_intensity_{channel}", row => row.Channels[index].Min),
        new($"max_intensity_{channel}", row => row.Channels[index].Max),
        new($"integrated_intensity_{channel}", row => row.Channels[index].Integrated),
    ];
}

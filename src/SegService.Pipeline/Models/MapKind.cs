using System.Text.Json.Serialization;

namespace SegService.Pipeline.Models;

/// <summary>What one output plane of a network says of a pixel; see <see cref="Postprocessing.SegmentationMaps"/>.</summary>
public enum MapKind
{
    /// <summary>Probability of belonging to any nucleus. Every model has it.</summary>
    [JsonStringEnumMemberName("nucleus")]
    Nucleus,

    /// <summary>Probability of lying where two nuclei touch.</summary>
    [JsonStringEnumMemberName("border")]
    Border,

    /// <summary>How central the pixel is to its nucleus.</summary>
    [JsonStringEnumMemberName("marker")]
    Marker,
}

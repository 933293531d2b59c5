using System.Text.Json.Serialization;

namespace SegService.Jobs;

/// <summary>Where a job stands. The last five are final, except that every finished job becomes expired in the end.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobStatus>))]
public enum JobStatus
{
    /// <summary>On stable storage; no image has been started.</summary>
    [JsonStringEnumMemberName("queued")]
    Queued,

    /// <summary>At least one image has been started and at least one has not finished.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Every image has a result.</summary>
    [JsonStringEnumMemberName("succeeded")]
    Succeeded,

    /// <summary>Some images have a result, some failed.</summary>
    [JsonStringEnumMemberName("partial")]
    Partial,

    /// <summary>No image has a result.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Deleted by its owner before it was finished; its data is gone.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>Past its retention; its data is gone.</summary>
    [JsonStringEnumMemberName("expired")]
    Expired,
}

/// <summary>Where one image of a job stands. The last three are final.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageStatus>))]
public enum ImageStatus
{
    [JsonStringEnumMemberName("queued")]
    Queued,
    [JsonStringEnumMemberName("running")]
    Running,
    [JsonStringEnumMemberName("succeeded")]
    Succeeded,
    [JsonStringEnumMemberName("failed")]
    Failed,
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

namespace SegService.Jobs;

/// <summary>Where a job stands. The last five are final, except that every finished job becomes expired in the end.</summary>
public enum JobStatus
{
    /// <summary>On stable storage; no image has been started.</summary>
    Queued,

    /// <summary>At least one image has been started and at least one has not finished.</summary>
    Running,

    /// <summary>Every image has a result.</summary>
    Succeeded,

    /// <summary>Some images have a result, some failed.</summary>
    Partial,

    /// <summary>No image has a result.</summary>
    Failed,

    /// <summary>Deleted by its owner before it was finished; its data is gone.</summary>
    Cancelled,

    /// <summary>Past its retention; its data is gone.</summary>
    Expired,
}

/// <summary>Where one image of a job stands. The last three are final.</summary>
public enum ImageStatus
{
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}

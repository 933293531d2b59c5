namespace SegService.Pipeline.Inference;

/// <summary>What this build and machine can run networks on.</summary>
public interface IProviderProbe
{
    /// <summary>Null where a network runs on the device, else what is missing, as a sentence for operators.</summary>
    string? WhatIsMissing(InferenceDevice device);
}

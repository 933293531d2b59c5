using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;

namespace SegService.Pipeline.Systems;

/// <summary>One network, whatever runs it: an input of any size in, its maps at the same size out.</summary>
public interface IMapPredictor
{
    /// <summary>
    /// Leaves <paramref name="input"/> to the caller to dispose, as it does the maps, but not to read: its buffer may be given back, or be
    /// a tile's, as soon as the network has no more to ask of it. Records the stages "queue" and "inference".
    /// </summary>
    Task<Outcome<SegmentationMaps>> PredictAsync(ModelInput input, StageTimings timings, CancellationToken cancellationToken);
}

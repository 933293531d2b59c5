using SegService.Pipeline.Postprocessing;
using SegService.Pipeline.Preprocessing;

namespace SegService.Pipeline.Systems;

/// <summary>One network, whatever runs it: an input of any size in, its maps at the same size out.</summary>
public interface IMapPredictor
{
    /// <summary>Leaves <paramref name="input"/> to the caller to dispose, as it does the maps; records the stages "queue" and "inference".</summary>
    Task<Outcome<SegmentationMaps>> PredictAsync(ModelInput input, StageTimings timings, CancellationToken cancellationToken);
}

using SegService.Pipeline.Inference;

namespace SegService.Pipeline.Models;

/// <summary>
/// A model ready to run: its description and one kernel for each device. Counted: the kernels are disposed when the catalogue has
/// replaced the model and the last lease on it ended.
/// </summary>
/// <param name="identity">What results name.</param>
/// <param name="bundle">Null for classic, which has no network.</param>
/// <param name="kernels">In the order of the devices; owned from here on.</param>
public sealed class LoadedModel(ModelIdentity identity, ModelBundle? bundle, IReadOnlyList<IInferenceKernel> kernels)
{
    private int _holders = 1;

    public ModelIdentity Identity => identity;

    public ModelBundle? Bundle => bundle;

    public IReadOnlyList<IInferenceKernel> Kernels => kernels;

    /// <summary>False where the model is gone already; otherwise <see cref="Release"/> must follow.</summary>
    public bool TryRetain()
    {
        for (var holders = Volatile.Read(ref _holders); holders > 0; holders = Volatile.Read(ref _holders))
        {
            if (Interlocked.CompareExchange(ref _holders, holders + 1, holders) == holders)
                return true;
        }

        return false;
    }

    /// <summary>Ends one hold. The first holder is whoever made the model.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0)
            return;
        foreach (var kernel in kernels)
            kernel.Dispose();
    }
}

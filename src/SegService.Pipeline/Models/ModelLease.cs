namespace SegService.Pipeline.Models;

/// <summary>The right to run a model until disposed, whatever the catalogue does meanwhile.</summary>
public sealed class ModelLease : IDisposable
{
    private LoadedModel? _model;

    private ModelLease(LoadedModel model) => _model = model;

    public ModelIdentity Identity => Model.Identity;

    /// <summary>Null for classic.</summary>
    public ModelBundle? Bundle => Model.Bundle;

    public LoadedModel Model => _model ?? throw new ObjectDisposedException(nameof(ModelLease));

    /// <summary>Null where the model is gone already.</summary>
    public static ModelLease? TryTake(LoadedModel model) => model.TryRetain() ? new ModelLease(model) : null;

    public void Dispose() => Interlocked.Exchange(ref _model, null)?.Release();
}

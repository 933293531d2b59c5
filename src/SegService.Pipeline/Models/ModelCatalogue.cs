using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SegService.Pipeline.Inference;

namespace SegService.Pipeline.Models;

/// <summary>
/// The models of this process by name: <c>classic</c>, which needs no bundle, and every sound bundle of the configured folder.
/// <see cref="Rescan"/> may replace bundles while requests run: they finish on the one they started with.
/// </summary>
public sealed partial class ModelCatalogue : IDisposable
{
    public const string Classic = "classic";
    public const string Default = "default";

    private const int LongestName = 64;

    private static readonly string[] Preferred = ["unet-extended", "unet", Classic];

    private readonly Lock _scanning = new();
    private readonly ModelOptions _options;
    private readonly IKernelFactory _kernels;
    private readonly ILogger<ModelCatalogue> _logger;
    private volatile ImmutableSortedDictionary<string, LoadedModel> _models;

    /// <exception cref="UnusableConfigurationException">The configured default is no model of the folder.</exception>
    public ModelCatalogue(IOptions<ModelOptions> options, IKernelFactory kernels, ILogger<ModelCatalogue> logger)
    {
        (_options, _kernels, _logger) = (options.Value, kernels, logger);
        var version = typeof(ModelCatalogue).Assembly.GetName().Version!.ToString(3);
        _models = ImmutableSortedDictionary.Create<string, LoadedModel>(StringComparer.Ordinal)
            .Add(Classic, new LoadedModel(new ModelIdentity(Classic, version, ""), bundle: null, []));
        Rescan();
        RequireDefault();
    }

    public IReadOnlyList<ModelListing> Models
    {
        get
        {
            var models = _models;
            var chosen = Resolve(models, Default);
            return [.. models.Values.Select(model => new ModelListing(model.Identity, model.Bundle, model.Identity.Name == chosen))];
        }
    }

    /// <summary>A lease on a model by its name, or on the one <c>default</c> means. The caller disposes it.</summary>
    public Outcome<ModelLease> Acquire(string name)
    {
        while (true)
        {
            var models = _models;
            if (!models.TryGetValue(Resolve(models, name), out var model))
                return Unknown(name, models);
            if (ModelLease.TryTake(model) is { } lease)
                return lease;
        }
    }

    /// <summary>
    /// Reads the folder again: new bundles appear, changed ones replace the old, vanished ones go. A defective bundle is logged and
    /// leaves what was there before.
    /// </summary>
    public void Rescan()
    {
        lock (_scanning)
        {
            var folders = BundleFolders();
            foreach (var folder in folders)
                Update(folder);
            foreach (var gone in _models.Keys.Except(folders.Select(Path.GetFileName).Append(Classic)).ToList())
                Replace(gone!, with: null);
        }
    }

    public void Dispose()
    {
        lock (_scanning)
        {
            foreach (var name in _models.Keys)
                Replace(name, with: null);
        }
    }

    private string[] BundleFolders()
    {
        if (Directory.Exists(_options.FullDirectory))
            return [.. Directory.GetDirectories(_options.FullDirectory).Order(StringComparer.Ordinal)];
        LogNoFolder(_options.Directory);
        return [];
    }

    private void Update(string folder)
    {
        if (!ModelBundleFile.Read(folder).TryGet(out var read, out var failure))
        {
            LogDefective(failure.Detail);
            return;
        }

        var (bundle, graph) = read;
        if (_models.TryGetValue(bundle.Name, out var current) && ModelBundleFile.Equal(current.Bundle!, bundle))
            return;
        if (_kernels.Create(bundle, graph).TryGet(out var kernels, out failure))
            Replace(bundle.Name, new LoadedModel(bundle.Identity, bundle, kernels));
        else
            LogDefective(failure.Detail);
    }

    private void Replace(string name, LoadedModel? with)
    {
        var old = _models.GetValueOrDefault(name);
        _models = with is null ? _models.Remove(name) : _models.SetItem(name, with);
        old?.Release();
        LogReplaced(name, old?.Identity.Version, with?.Identity.Version);
    }

    private string Resolve(ImmutableSortedDictionary<string, LoadedModel> models, string name) =>
        name == Default ? _options.Default ?? Preferred.FirstOrDefault(models.ContainsKey, Classic) : name;

    private void RequireDefault()
    {
        if (_options.Default is { } name && !_models.ContainsKey(name))
            throw new UnusableConfigurationException(
                $"{ModelOptions.Section}:Default is '{name}', but the models are: {string.Join(", ", _models.Keys)}.");
    }

    private static Failure Unknown(string name, ImmutableSortedDictionary<string, LoadedModel> models)
    {
        var shortened = name.Length > LongestName ? name[..LongestName] + "..." : name;
        var known = string.Join(", ", models.Keys.Append(Default));
        return new Failure(FailureKind.UnknownModel, $"There is no model '{shortened}'. The models are: {known}.")
        {
            Field = "model",
            Limit = known,
            Value = shortened,
        };
    }
}

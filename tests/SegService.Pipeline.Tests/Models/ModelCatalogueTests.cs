using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SegService.Pipeline.Models;
using SegService.TestKit;

namespace SegService.Pipeline.Tests.Models;

public sealed class ModelCatalogueTests : IDisposable
{
    private readonly TemporaryFolder _models = new();
    private readonly FakeKernels _kernels = new();

    public void Dispose() => _models.Dispose();

    private ModelCatalogue Open(string? @default = null, string? directory = null) =>
        new(Options.Create(new ModelOptions { Directory = directory ?? _models.Path, Default = @default }), _kernels,
            NullLogger<ModelCatalogue>.Instance);

    private static string DefaultOf(ModelCatalogue catalogue)
    {
        using var lease = catalogue.Acquire("default").Value;
        Assert.Equal(lease.Identity, Assert.Single(catalogue.Models, model => model.IsDefault).Identity);
        return lease.Identity.Name;
    }

    [Fact]
    public void Classic_needs_no_folder()
    {
        using var catalogue = Open(directory: _models["nowhere"]);
        using var lease = catalogue.Acquire("classic").Value;

        Assert.Null(lease.Bundle);
        Assert.Equal(new ModelIdentity("classic", lease.Identity.Version, ""), lease.Identity);
        Assert.Equal("classic", DefaultOf(catalogue));
    }

    [Fact]
    public void Default_prefers_the_extended_network_then_the_plain_one()
    {
        TinyModel.Write(_models.Path, "tiny");
        using var catalogue = Open();
        Assert.Equal("classic", DefaultOf(catalogue));

        TinyModel.Write(_models.Path, "unet");
        catalogue.Rescan();
        Assert.Equal("unet", DefaultOf(catalogue));

        TinyModel.Write(_models.Path, "unet-extended");
        catalogue.Rescan();
        Assert.Equal("unet-extended", DefaultOf(catalogue));
    }

    [Fact]
    public void A_configured_default_wins_and_must_exist()
    {
        TinyModel.Write(_models.Path, "tiny");
        TinyModel.Write(_models.Path, "unet");
        using var catalogue = Open("tiny");

        Assert.Equal("tiny", DefaultOf(catalogue));
        Assert.Contains("classic, tiny, unet", Assert.Throws<UnusableConfigurationException>(() => Open("unet2")).Message);
    }

    [Fact]
    public void An_unknown_name_is_told_what_exists()
    {
        TinyModel.Write(_models.Path, "tiny");
        using var catalogue = Open();

        var failure = catalogue.Acquire("Tiny").Failure!;

        Assert.Equal((FailureKind.UnknownModel, "model", "Tiny"), (failure.Kind, failure.Field, failure.Value));
        Assert.Contains("classic, tiny, default", failure.Detail);
    }

    [Fact]
    public void A_defective_bundle_is_left_out_and_the_others_are_served()
    {
        TinyModel.Write(_models.Path, "damaged");
        File.AppendAllText(Path.Combine(_models["damaged"], "model.onnx"), "x");
        TinyModel.Write(_models.Path, "unloadable");
        _kernels.Broken.Add("unloadable");
        TinyModel.Write(_models.Path, "sound");

        using var catalogue = Open();

        Assert.Equal(["classic", "sound"], catalogue.Models.Select(model => model.Identity.Name));
    }

    [Fact]
    public void A_rescan_swaps_a_changed_bundle_while_requests_finish_on_the_old_one()
    {
        TinyModel.Write(_models.Path, version: "1");
        using var catalogue = Open();
        var first = catalogue.Acquire("tiny").Value;
        var second = catalogue.Acquire("tiny").Value;

        TinyModel.Write(_models.Path, version: "2");
        catalogue.Rescan();

        using (var current = catalogue.Acquire("tiny").Value)
            Assert.Equal("2", current.Identity.Version);
        Assert.Equal("1", first.Identity.Version);
        first.Dispose();
        first.Dispose();
        Assert.False(_kernels.Made[0].Disposed);
        second.Dispose();
        Assert.True(_kernels.Made[0].Disposed);
        Assert.False(_kernels.Made[1].Disposed);
    }

    [Fact]
    public void A_rescan_of_an_unchanged_folder_loads_nothing()
    {
        TinyModel.Write(_models.Path);
        using var catalogue = Open();

        catalogue.Rescan();

        Assert.False(Assert.Single(_kernels.Made).Disposed);
    }

    [Fact]
    public void A_bundle_damaged_while_it_is_served_stays_as_it_was()
    {
        TinyModel.Write(_models.Path);
        using var catalogue = Open();
        File.WriteAllText(Path.Combine(_models["tiny"], "bundle.json"), "{");

        catalogue.Rescan();

        Assert.True(catalogue.Acquire("tiny").Succeeded);
    }

    [Fact]
    public void A_vanished_bundle_is_gone_and_its_kernels_with_it()
    {
        TinyModel.Write(_models.Path);
        using var catalogue = Open();
        Directory.Delete(_models["tiny"], recursive: true);

        catalogue.Rescan();

        Assert.Equal(FailureKind.UnknownModel, catalogue.Acquire("tiny").Failure?.Kind);
        Assert.True(Assert.Single(_kernels.Made).Disposed);
    }

    [Fact]
    public void Disposing_the_catalogue_disposes_every_kernel()
    {
        TinyModel.Write(_models.Path, "one");
        TinyModel.Write(_models.Path, "two");

        Open().Dispose();

        Assert.Equal([true, true], _kernels.Made.Select(kernel => kernel.Disposed));
    }

    [Fact]
    public async Task Leases_taken_during_swaps_are_never_on_a_disposed_model()
    {
        TinyModel.Write(_models.Path);
        using var catalogue = Open();
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() => LeaseUntil(catalogue, stop.Token))).ToList();

        for (var version = 2; version < 30; version++)
        {
            TinyModel.Write(_models.Path, version: $"{version}");
            catalogue.Rescan();
        }

        stop.Cancel();
        Assert.DoesNotContain(true, await Task.WhenAll(readers));
    }

    private static bool LeaseUntil(ModelCatalogue catalogue, CancellationToken stop)
    {
        var disposed = false;
        while (!stop.IsCancellationRequested)
        {
            using var lease = catalogue.Acquire("tiny").Value;
            disposed |= ((FakeKernels.Kernel)lease.Model.Kernels[0]).Disposed;
        }

        return disposed;
    }
}

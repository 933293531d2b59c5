using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using SegService.Pipeline.Inference;

namespace SegService.Pipeline.Tests.Inference;

public sealed class InferenceOptionsTests
{
    private static InferenceOptions Bind(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>($"{InferenceOptions.Section}:{setting.Name}", setting.Value)))
            .Build().GetSection(InferenceOptions.Section).Get<InferenceOptions>() ?? new InferenceOptions();

    private static IReadOnlyList<ValidationResult> Defects(InferenceOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results;
    }

    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(Defects(new InferenceOptions()));

    [Fact]
    public void Device_ids_are_one_value_or_a_list()
    {
        Assert.Equal([0, 2], Bind(("DeviceIds", "0, 2")).DeviceIds);
        Assert.Equal([0, 2], Bind(("DeviceIds:0", "0"), ("DeviceIds:1", "2")).DeviceIds);
        Assert.Empty(Bind().DeviceIds);
    }

    [Fact]
    public void Settings_are_read_by_their_documented_names()
    {
        var options = Bind(("Provider", "TensorRt"), ("MaxBatchTiles", "16"), ("MaxBatchDelay", "00:00:00.005"), ("GpuMemoryLimit", "4294967296"));

        Assert.Equal((ExecutionProvider.TensorRt, 16, TimeSpan.FromMilliseconds(5), 4294967296L),
            (options.Provider, options.MaxBatchTiles, options.MaxBatchDelay, options.GpuMemoryLimit));
    }

    [Theory]
    [InlineData("WorkersPerDevice", "0")]
    [InlineData("IntraOpThreads", "257")]
    [InlineData("MaxBatchTiles", "0")]
    [InlineData("MaxBatchDelay", "00:00:02")]
    [InlineData("MaxQueuedPixels", "100")]
    [InlineData("MaxTileSide", "64")]
    [InlineData("TileOverlap", "-1")]
    [InlineData("TileOverlap", "200")]
    [InlineData("GpuMemoryLimit", "1000")]
    [InlineData("DeviceIds", "1,1")]
    [InlineData("Provider", "9")]
    public void A_value_out_of_range_is_named(string name, string value) =>
        Assert.Contains(Defects(Bind((name, value))), defect => defect.MemberNames.Contains(name));

    [Fact]
    public void Gpus_cannot_be_chosen_for_the_cpu() => Assert.NotEmpty(Defects(Bind(("Provider", "Cpu"), ("DeviceIds", "0"))));
}

using SegService.TestKit;

namespace SegService.Api.Tests.EndToEnd;

/// <summary>The program as a process: what an operator sees of a start that fails.</summary>
public sealed class StartUpTests : IDisposable
{
    private readonly TemporaryFolder _models = new();

    public void Dispose() => _models.Dispose();

    [Theory]
    [InlineData("SegService__Inference__Provider=Cuda", "SegService:Inference:Provider is Cuda, but ")]
    [InlineData("SegService__Telemetry__MetricsPort=9", "SegService:Telemetry:MetricsPort is 9, but the service does not listen on it")]
    [InlineData("SegService__Inference__Provider=Gpu", "'Gpu' at 'SegService:Inference:Provider'")]
    [InlineData("SegService__Inference__DeviceIds=0,0", "DeviceIds '0,0' must be different numbers from 0.")]
    [InlineData("SegService__Inference__MaxBatchTiles=0", "MaxBatchTiles must be between 1 and 256")]
    [InlineData("SegService__Models__Default=unett", "SegService:Models:Default is 'unett', but the models are: classic, tiny.")]
    [InlineData("SegService__Limits__MaxPixels=0", "MaxPixels must be between 1 and ")]
    [InlineData("SegService__Limits__MaxPendingPixels=lots", "'lots' at 'SegService:Limits:MaxPendingPixels'")]
    [InlineData("SegService__Limits__RequestTimeout=00:00:00", "RequestTimeout must be between ")]
    public async Task A_configuration_that_cannot_work_ends_the_start_with_one_clear_message(string setting, string message)
    {
        TinyModel.Write(_models.Path);

        var (exitCode, output, error) = await Command.RunAsync("env",
            [setting, $"SegService__Models__Directory={_models.Path}", $"SegService__Jobs__DataDirectory={_models["data"]}", "ASPNETCORE_URLS=http://127.0.0.1:0", "dotnet", typeof(Program).Assembly.Location]);

        Assert.Equal(1, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error + output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", error + output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        await using var service = new RealService();
        var address = service.Address.ToString().TrimEnd('/');

        var (exitCode, output, error) = await Command.RunAsync("env", [$"ASPNETCORE_URLS={address}", $"SegService__Jobs__DataDirectory={_models["data"]}", "dotnet", typeof(Program).Assembly.Location]);

        Assert.Equal(1, exitCode);
        Assert.Contains($"Failed to bind to address {address}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error + output, StringComparison.Ordinal);
    }
}

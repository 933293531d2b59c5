using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using SegService.Pipeline;
using SegService.Pipeline.Admission;
using SegService.Pipeline.Encoding;
using SegService.TestKit;

namespace SegService.Api.Tests.Hosting;

/// <summary>The real program behind a real socket, with the settings and replacements a test asks for.</summary>
internal sealed class ApiFactory : WebApplicationFactory<Program>
{
    private readonly TemporaryFolder _data = new();
    private readonly Dictionary<string, string> _settings = new() { ["SegService:Limits:DrainDelay"] = "00:00:00", ["SegService:Jobs:DrainTimeout"] = "00:00:00" };
    private readonly List<Action<IServiceCollection>> _replacements = [];

    public ApiFactory() => UseKestrel();

    public LogLines Log { get; } = new();

    public string DataDirectory => _data.Path;

    public ApiFactory With(string setting, string value)
    {
        _settings[setting] = value;
        return this;
    }

    public ApiFactory With<T>(T service)
        where T : class
    {
        _replacements.Add(services => services.RemoveAll<T>().AddSingleton(service));
        return this;
    }

    /// <summary>HTTP alone: a pipeline that answers as the test says, and encoders that write their names.</summary>
    public static ApiFactory Stubbed(ISegmentationPipeline pipeline) =>
        new ApiFactory().With(pipeline).With(new CpuGate(new AdmissionOptions())).With(Formats.Stubs);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production").UseSetting(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0")
            .UseSetting("SegService:Jobs:DataDirectory", _data.Path);
        foreach (var (name, value) in _settings)
            builder.UseSetting(name, value);
        builder.ConfigureLogging(logging => logging.AddProvider(Log));
        builder.ConfigureTestServices(services => _replacements.ForEach(replace => replace(services)));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(_data.Path)) // The base class disposes twice.
            _data.Dispose();
    }
}

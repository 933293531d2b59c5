using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using SegService.TestKit;

namespace SegService.Page.Tests;

/// <summary>The service as it is started, behind a socket, with classic and TestKit's tiny network.</summary>
public sealed class PageService : WebApplicationFactory<Program>
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _settings;

    public PageService(params (string Name, string Value)[] settings)
    {
        UseKestrel();
        TinyModel.Write(Path.Combine(_folder.Path, "models"));
        _settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value);
        _settings["SegService:Limits:DrainDelay"] = "00:00:00";
        _settings.TryAdd("SegService:Models:Directory", Path.Combine(_folder.Path, "models"));
        _settings["SegService:Jobs:DataDirectory"] = Path.Combine(_folder.Path, "jobs");
    }

    /// <summary>As a reverse proxy that passes its prefix on would have it.</summary>
    public string PathBase { get; init; } = "";

    /// <summary>Started by the first look.</summary>
    public Uri Address
    {
        get
        {
            using var client = CreateClient();
            return client.BaseAddress!;
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production").UseSetting(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0");
        foreach (var (name, value) in _settings)
            builder.UseSetting(name, value);
        builder.ConfigureTestServices(services => services.AddSingleton<IStartupFilter>(new Prefix(PathBase)));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (Directory.Exists(_folder.Path)) // the base class comes here twice
            _folder.Dispose();
    }

    private sealed class Prefix(string path) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app => next(app.UsePathBase(path));
    }
}

using SegService.Api.Evaluations;
using SegService.Api.Health;
using SegService.Api.ModelCatalogue;
using SegService.Api.OpenApi;
using SegService.Api.Problems;
using SegService.Api.Segmentations;
using SegService.Api.Server;
using SegService.Api.Telemetry;

namespace SegService.Api;

/// <summary>The service, wired up: the same for the program, its tests and its benchmarks.</summary>
public static class ApiHost
{
    public static WebApplication Configure(WebApplicationBuilder builder)
    {
        builder.AddLogging();
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services.AddServer().AddProblems().AddHealth().AddSegmentations().AddEvaluations().AddApiDocument();

        var app = builder.Build();
        app.UseRequestLogging().UseNoSniff().UseProblems();
        app.UseApiDocument();
        app.MapHealth();
        var v1 = app.MapGroup("/v1");
        v1.MapSegmentations();
        v1.MapEvaluations();
        v1.MapModels();
        app.MapGet("/", () => TypedResults.Redirect("/swagger")).ExcludeFromDescription();
        return app;
    }
}

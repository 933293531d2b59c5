using SegService.Api.Evaluations;
using SegService.Api.Health;
using SegService.Api.Jobs;
using SegService.Api.ModelCatalogue;
using SegService.Api.OpenApi;
using SegService.Api.Page;
using SegService.Api.Problems;
using SegService.Api.Security;
using SegService.Api.Segmentations;
using SegService.Api.Server;
using SegService.Api.Stats;
using SegService.Api.Telemetry;
using SegService.Api.Workers;

namespace SegService.Api;

/// <summary>The service, wired up: the same for the program, its tests and its benchmarks.</summary>
public static class ApiHost
{
    public static WebApplication Configure(WebApplicationBuilder builder)
    {
        builder.AddLogging().AddTelemetry();
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services.AddServer().AddSecurity().AddProblems().AddHealth().AddSegmentations().AddEvaluations().AddJobResource().AddWorkers(builder.Configuration).AddApiDocument();

        var app = builder.Build();
        var roles = app.Roles();
        app.UseRequestLogging().UseSecurityHeaders().UseProblems();
        app.UseMetrics();
        app.UsePage();
        app.UseSecurity();
        app.UseApiDocument();
        app.MapHealth();
        if (!roles.Answers)
            return app;
        var v1 = app.MapGroup("/v1").RequireAuthorization(V1Policy.Name);
        v1.MapSegmentations();
        v1.MapEvaluations();
        v1.MapModels();
        v1.MapJobs();
        v1.MapStats();
        return app;
    }
}

using Microsoft.OpenApi;

namespace SegService.Api.OpenApi;

/// <summary>The OpenAPI document at <c>/swagger/v1/swagger.json</c> and the explorer at <c>/swagger</c>.</summary>
internal static class ApiDocument
{
    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddEndpointsApiExplorer().AddSwaggerGen(options =>
    {
        options.SwaggerDoc("v1", new OpenApiInfo
        {
            Title = "SegService",
            Version = "v1",
            Description = "Upload a microscopy image, get one mask per nucleus.",
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        });
        options.SupportNonNullableReferenceTypes();
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "SegService.*.xml"))
            options.IncludeXmlComments(file);
        options.OperationFilter<SegmentationOperation>(); // last: their words go before the comments
        options.OperationFilter<EvaluationOperation>();
        options.OperationFilter<JobOperations>();
        options.OperationFilter<CallerOperation>();
        CallerOperation.Define(options);
    });

    public static void UseApiDocument(this WebApplication app)
    {
        app.MapExamples();
        app.UseSwagger();
        app.UseSwaggerUI(options =>
        {
            options.DocumentTitle = "SegService API";
            options.SwaggerEndpoint("v1/swagger.json", "SegService v1");
            options.DisplayRequestDuration();
            options.EnableDeepLinking();
            options.EnableTryItOutByDefault();
        });
    }
}

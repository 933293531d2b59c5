using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using SegService.Api.Security;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SegService.Api.OpenApi;

/// <summary>Says of every operation that asks who is calling how to answer, and what strangers are told; the explorer's Authorize button fills it in.</summary>
internal sealed class CallerOperation : IOperationFilter
{
    private const string Bearer = "bearer";
    private const string Key = "apiKey";

    public static void Define(SwaggerGenOptions options)
    {
        options.AddSecurityDefinition(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key, or a token of the configured issuer. Not needed where no key is configured.",
        });
        options.AddSecurityDefinition(Key, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = ApiKeyAuthentication.Header, Description = "An API key.",
        });
    }

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (!context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any())
            return;
        operation.Security = [Requires(Bearer, context), Requires(Key, context)];
        operation.Responses ??= [];
        operation.Responses["401"] = ProblemExamples.Response([ProblemExamples.Stranger], context);
    }

    private static OpenApiSecurityRequirement Requires(string scheme, OperationFilterContext context) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] };
}

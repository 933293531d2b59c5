using Microsoft.AspNetCore.Mvc;
using SegService.Api.Problems;
using SegService.Pipeline;
using Catalogue = SegService.Pipeline.Models.ModelCatalogue;

namespace SegService.Api.ModelCatalogue;

internal static class ModelEndpoints
{
    public static void MapModels(this IEndpointRouteBuilder v1)
    {
        var models = v1.MapGroup("/models").WithTags("Models");
        models.MapGet("", List).WithName("listModels").WithSummary("Every model this service can run");
        models.MapGet("/{name}", Get).WithName("getModel").WithSummary("One model, by name or alias")
            .Produces<ModelDocument>().Produces<ProblemDocument>(StatusCodes.Status404NotFound, ProblemDocument.MediaType);
    }

    private static ModelList List([FromServices] Catalogue catalogue)
    {
        ModelDocument[] models = [.. catalogue.Models.Select(ModelDocument.From)];
        return new ModelList(models.Single(model => model.IsDefault).Name, models);
    }

    private static IResult Get(string name, [FromServices] Catalogue catalogue)
    {
        var models = List(catalogue).Models;
        return models.FirstOrDefault(model => model.Name == name || (name == Catalogue.Default && model.IsDefault)) is { } found
            ? TypedResults.Ok(found)
            : Unknown(name, catalogue);
    }

    /// <summary>The catalogue words the refusal, so that it reads the same here and from a segmentation.</summary>
    private static ProblemResult Unknown(string name, [FromServices] Catalogue catalogue)
    {
        var outcome = catalogue.Acquire(name);
        if (outcome.TryGet(out var appeared, out var failure))
            appeared.Dispose();
        return new ProblemResult(failure ?? new Failure(FailureKind.Overloaded, $"Model '{name}' has just appeared; ask again."));
    }
}

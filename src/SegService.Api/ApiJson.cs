using System.Text.Json;
using System.Text.Json.Serialization;
using SegService.Api.Evaluations;
using SegService.Api.ModelCatalogue;
using SegService.Api.Problems;

namespace SegService.Api;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(EvaluationDocument))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelDocument))]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ApiJson : JsonSerializerContext;

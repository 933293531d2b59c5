using System.Text.Json;
using System.Text.Json.Serialization;
using SegService.Api.Evaluations;
using SegService.Api.Jobs;
using SegService.Api.ModelCatalogue;
using SegService.Api.Problems;
using SegService.Api.Stats;

namespace SegService.Api;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(EvaluationDocument))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelDocument))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(JobDocument))]
[JsonSerializable(typeof(JobList))]
[JsonSerializable(typeof(StatsDocument))]
internal sealed partial class ApiJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegService.Pipeline.Models;

/// <summary>Strict: a misspelt, repeated, missing or null member is an error that names it.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web,
    AllowDuplicateProperties = false,
    NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(ModelBundle))]
internal sealed partial class ModelBundleJson : JsonSerializerContext;

using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using NATS.Client.Core;
using SegService.Jobs.State;

namespace SegService.Jobs.Nats;

/// <summary>How commands are written into the log. What is there must be readable by every later version.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobCommand))]
[JsonSerializable(typeof(SnapshotPointer))]
internal sealed partial class LogJson : JsonSerializerContext
{
    private const string Encoding = "Content-Encoding";
    private const string Brotli = "br";

    /// <summary>A job of thousands of images would not fit into a message as it is.</summary>
    private const int CompressAbove = 16 * 1024;

    public static (byte[] Data, NatsHeaders? Headers) Write(JobCommand command)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(command, Default.JobCommand);
        if (json.Length <= CompressAbove)
            return (json, null);

        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.Fastest))
            brotli.Write(json);
        return (compressed.ToArray(), new NatsHeaders { [Encoding] = Brotli });
    }

    public static JobCommand Read(byte[] data, NatsHeaders? headers)
    {
        if (headers?.TryGetValue(Encoding, out var encoding) != true || encoding != Brotli)
            return JsonSerializer.Deserialize(data, Default.JobCommand)!;

        using var brotli = new BrotliStream(new MemoryStream(data), CompressionMode.Decompress);
        return JsonSerializer.Deserialize(brotli, Default.JobCommand)!;
    }
}

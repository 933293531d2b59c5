using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using NATS.Client.Core;
using SegService.Jobs.Nats;

namespace SegService.Jobs.Calls;

/// <summary>
/// What callers and workers say to each other, by plain requests of NATS; nothing of it is stored. A caller invites all workers, of whom
/// one is asked and says whether it has room. From then on the worker leads: it reads the content part by part, says that it is alive,
/// and sends the answer part by part. To all of it the caller replies, at the latest that the call has ended. So nothing is larger than
/// a message may be, each side paces the other, and a lost reply costs a repetition and no more.
/// </summary>
internal static class CallProtocol
{
    public const string Taken = "taken";
    public const string Full = "full";

    public const string Read = "read";
    public const string Alive = "alive";
    public const string Send = "send";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string GiveUp = "give-up";

    /// <summary>Well under the server's default limit of 1 MiB a message.</summary>
    public const int PartSize = 256 * 1024;

    /// <summary>The workers as one receiver.</summary>
    public const string Workers = "workers";

    private const string EndedHeader = "Call-Ended";

    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    /// <summary>A worker not heard of for so long is gone; a change of NATS server takes less.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    public static NatsHeaders Ended => new() { [EndedHeader] = "1" };

    public static int Parts(long length) => (int)((length + PartSize - 1) / PartSize);

    public static bool HasEnded(NatsMsg<byte[]> reply) => reply.Headers?.ContainsKey(EndedHeader) == true;

    public static string InvitationSubject(NatsOptions options) => $"{options.Prefix}.calls";

    public static string CallerSubject(NatsOptions options, Guid caller) => $"{options.Prefix}.callers.{caller:N}";

    public static string Ask(Invitation call, string verb, int part = 0) => string.Create(CultureInfo.InvariantCulture, $"{call.Subject}.{verb}.{part}");

    /// <summary>The call, the verb and the part that end a subject.</summary>
    public static (string Call, string Verb, int Part) Parse(string subject)
    {
        var words = subject.Split('.');
        return (words[^3], words[^2], int.Parse(words[^1], CultureInfo.InvariantCulture));
    }

    public static byte[] Write(Invitation invitation) => JsonSerializer.SerializeToUtf8Bytes(invitation, CallJson.Default.Invitation);

    public static Invitation ReadInvitation(byte[] json) => JsonSerializer.Deserialize(json, CallJson.Default.Invitation)!;
}

/// <param name="Subject">Under which the caller listens to whoever takes the call.</param>
/// <param name="Length">Bytes of the content.</param>
/// <param name="Options">How; the handler's business.</param>
/// <param name="TraceParent">W3C traceparent of the caller: the work goes into its trace.</param>
internal sealed record Invitation(string Subject, long Length, string Options, string? TraceParent = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Invitation))]
internal sealed partial class CallJson : JsonSerializerContext;

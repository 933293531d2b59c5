using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using SegService.Pipeline;

namespace SegService.Api.Security;

/// <summary>What each caller may still ask for, by its name. Held in this process: behind several API pods a caller has each pod's quota.</summary>
internal sealed class Quotas(IOptions<SecurityOptions> options, IHttpContextAccessor http, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Caller> _callers = new();

    /// <summary>Null when the request may go on. Nobody's quota is that of an open service.</summary>
    public Failure? TakeRequest(string? caller) => caller is null ? null : Take(Of(caller).Requests, 1, "requests");

    /// <summary>Null when this request's caller may have so many pixels worked on, now or as a job; they are its expense then.</summary>
    public Failure? Charge(long pixels) => CallerName is { } caller ? Take(Of(caller).Pixels, pixels, "pixels") : null;

    /// <summary>So many pixels charged to this request's caller are not worked on after all.</summary>
    public void GiveBack(long pixels)
    {
        if (CallerName is { } caller)
            Of(caller).Pixels?.GiveBack(pixels);
    }

    private string? CallerName => http.HttpContext?.User.Identity?.Name;

    private static Failure? Take(Allowance? allowance, long charge, string unit) => allowance?.Take(charge) is not { } wait ? null
        : new Failure(FailureKind.QuotaExceeded, $"This key's quota of {allowance.PerMinute} {unit} a minute is used up; the Retry-After header says when to try again.")
        {
            Limit = $"{allowance.PerMinute} {unit} a minute", RetryAfter = wait,
        };

    private Caller Of(string name) => _callers.GetOrAdd(name, Create);

    private Caller Create(string name)
    {
        var key = options.Value.ApiKeys.Find(key => key.Name == name);
        return new Caller(Allowance(key?.RequestsPerMinute ?? options.Value.RequestsPerMinute), Allowance(key?.PixelsPerMinute ?? options.Value.PixelsPerMinute));
    }

    private Allowance? Allowance(long perMinute) => perMinute > 0 ? new Allowance(perMinute, time) : null;

    private sealed record Caller(Allowance? Requests, Allowance? Pixels);
}

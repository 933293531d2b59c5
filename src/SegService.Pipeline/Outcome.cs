using System.Diagnostics.CodeAnalysis;

namespace SegService.Pipeline;

/// <summary>Either a value or the reason there is none. Expected failures travel here; only bugs throw.</summary>
public readonly struct Outcome<T>
{
    private readonly T? _value;

    private Outcome(T? value, Failure? failure) => (_value, Failure) = (value, failure);

    public Failure? Failure { get; }

    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Failure is null;

    /// <exception cref="InvalidOperationException">The outcome is a failure.</exception>
    public T Value => Succeeded ? _value! : throw new InvalidOperationException($"No value: {Failure.Detail}");

    public bool TryGet([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Failure? failure)
    {
        (value, failure) = (_value, Failure);
        return failure is null;
    }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Failure failure) => new(default, failure);
}

public static class Outcome
{
    /// <summary>A success of a type C# does not convert implicitly: an interface.</summary>
    public static Outcome<T> Of<T>(T value) => value;
}

namespace Wallet.Core;

/// <summary>A payment request. Version 7 UUID, as <see cref="TransferId"/> is; the two are never mixed up, but for the
/// link of the transfer that pays a request.</summary>
public readonly record struct RequestId(Guid Value)
{
    /// <summary>A new, unique ID.</summary>
    public static RequestId New(TimeProvider time) => new(TimeOrderedId.New(time.GetUtcNow()));

    /// <summary>Accepts 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse(string? text, out RequestId id)
    {
        var valid = TimeOrderedId.TryParse(text, out var value);
        id = new RequestId(value);
        return valid;
    }

    /// <summary>What the transfer that pays it has as its link.</summary>
    public TransferId AsLink => new(Value);

    /// <summary>The canonical text, 32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("N");
}

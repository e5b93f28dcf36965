namespace Wallet.Core;

/// <summary>An operator's key in logs and answers. Tells nothing of the key itself. Version 7 UUID.</summary>
public readonly record struct OperatorKeyId(Guid Value)
{
    /// <summary>A new, unique ID.</summary>
    public static OperatorKeyId New(TimeProvider time) => new(TimeOrderedId.New(time.GetUtcNow()));

    /// <summary>Accepts 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse(string? text, out OperatorKeyId id)
    {
        var valid = TimeOrderedId.TryParse(text, out var value);
        id = new OperatorKeyId(value);
        return valid;
    }

    /// <summary>The canonical text, 32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("N");
}

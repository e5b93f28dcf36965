namespace Wallet.Core;

/// <summary>A user. Version 7 UUID, so that users made one after the other sort that way.</summary>
public readonly record struct UserId(Guid Value)
{
    /// <summary>A new, unique ID.</summary>
    public static UserId New(TimeProvider time) => new(TimeOrderedId.New(time.GetUtcNow()));

    /// <summary>Accepts 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse(string? text, out UserId id)
    {
        var valid = TimeOrderedId.TryParse(text, out var value);
        id = new UserId(value);
        return valid;
    }

    /// <summary>The canonical text, 32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("N");
}

namespace Wallet.Core;

/// <summary>A transfer or deposit. Version 7 UUID: new transfers land at the right edge of an index, which keeps
/// inserting cheap.</summary>
public readonly record struct TransferId(Guid Value)
{
    /// <summary>A new, unique ID.</summary>
    public static TransferId New(TimeProvider time) => new(TimeOrderedId.New(time.GetUtcNow()));

    /// <summary>Accepts 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse(string? text, out TransferId id)
    {
        id = default;
        if (text is not { Length: 32 } || !Guid.TryParseExact(text, "N", out var value) || value.ToString("N") != text)
            return false;
        id = new TransferId(value);
        return true;
    }

    /// <summary>The canonical text, 32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("N");
}

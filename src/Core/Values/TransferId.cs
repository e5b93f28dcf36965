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
        var valid = TimeOrderedId.TryParse(text, out var value);
        id = new TransferId(value);
        return valid;
    }

    /// <summary>The canonical text, 32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("N");
}

namespace Wallet.Core;

/// <summary>
/// A UPI-like wallet address, <c>[a-z0-9][a-z0-9._-]*@wallet</c>, 3 to 64 characters in all. It never changes and is
/// never given away again.
/// </summary>
public readonly record struct WalletId
{
    /// <summary>The part behind the name, the same for all wallets.</summary>
    public const string Suffix = "@wallet";

    /// <summary>The wallet that issues money. It is made with the ledger, has no user, may go negative and receives
    /// nothing.</summary>
    public static readonly WalletId Issuer = new("issuer" + Suffix);

    /// <summary>The wallet that holds are kept in. It is made with the ledger, has no user, is never negative, and
    /// receives nothing but holds.</summary>
    public static readonly WalletId Escrow = new("escrow" + Suffix);

    private readonly string? _value;

    private WalletId(string value) => _value = value;

    /// <summary>The ID as text.</summary>
    public string Value => _value ?? throw new InvalidOperationException("An empty wallet ID was used.");

    /// <summary>Whether this is <see cref="Issuer"/>.</summary>
    public bool IsIssuer => this == Issuer;

    /// <summary>Whether this is <see cref="Escrow"/>.</summary>
    public bool IsEscrow => this == Escrow;

    /// <summary>Whether it is the house's, and no user's.</summary>
    public bool IsHouse => IsIssuer || IsEscrow;

    /// <summary>Accepts <paramref name="text"/> if it has the shape of a wallet ID. Whether such a wallet exists is the
    /// ledger's to say.</summary>
    public static bool TryParse(string? text, out WalletId id)
    {
        id = default;
        if (text is null || text.Length is < Limits.MinWalletIdLength or > Limits.MaxWalletIdLength
            || !text.EndsWith(Suffix, StringComparison.Ordinal))
            return false;
        var name = text.AsSpan(0, text.Length - Suffix.Length);
        if (name.IsEmpty || !char.IsAsciiLetterLower(name[0]) && !char.IsAsciiDigit(name[0]))
            return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('.' or '_' or '-'))
                return false;
        }

        id = new WalletId(text);
        return true;
    }

    /// <summary>The ID, for text already known to be valid (stored rows, verified tokens).</summary>
    /// <exception cref="FormatException">The text is not a wallet ID.</exception>
    public static WalletId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("Not a wallet ID.");

    /// <inheritdoc/>
    public override string ToString() => _value ?? "";
}

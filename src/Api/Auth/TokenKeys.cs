namespace Wallet.Api;

/// <summary>A key that signs access tokens.</summary>
/// <param name="Id">Its ID, the token's <c>kid</c>.</param>
/// <param name="Value">The key, at least <see cref="TokenKeys.MinBytes"/> bytes. Never printed.</param>
public sealed record TokenKey(string Id, ReadOnlyMemory<byte> Value)
{
    /// <inheritdoc/>
    public override string ToString() => "***";
}

/// <summary>The keys whose tokens are valid now: the first signs, the others only verify, so that a key can be
/// rotated.</summary>
public sealed class TokenKeys
{
    /// <summary>Shortest key in bytes (RFC 7518, section 3.2).</summary>
    public const int MinBytes = 32;

    /// <summary>Takes the keys, the current one first.</summary>
    /// <exception cref="ArgumentException">There is none, one is shorter than <see cref="MinBytes"/>, or two share an
    /// ID.</exception>
    public TokenKeys(IReadOnlyList<TokenKey> keys)
    {
        if (keys.Count == 0 || keys.Any(static key => key.Id.Length == 0 || key.Value.Length < MinBytes))
            throw new ArgumentException(
                "At least one key is needed, each with an ID and at least 32 bytes.", nameof(keys));
        if (keys.DistinctBy(static key => key.Id).Count() != keys.Count)
            throw new ArgumentException("Two keys have the same ID.", nameof(keys));
        All = keys;
    }

    /// <summary>All keys, the current one first.</summary>
    public IReadOnlyList<TokenKey> All { get; }

    /// <inheritdoc/>
    public override string ToString() => "***";
}

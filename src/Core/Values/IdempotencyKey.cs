namespace Wallet.Core;

/// <summary>
/// The name a client gives to one attempt to move money: 1 to 128 visible ASCII characters (0x21 to 0x7E). It belongs
/// to the calling wallet. See draft-ietf-httpapi-idempotency-key-header.
/// </summary>
public readonly record struct IdempotencyKey
{
    private readonly string? _value;

    private IdempotencyKey(string value) => _value = value;

    /// <summary>The key as text.</summary>
    public string Value => _value ?? throw new InvalidOperationException("An empty idempotency key was used.");

    /// <summary>Accepts <paramref name="text"/> if it is 1 to 128 visible ASCII characters.</summary>
    public static bool TryParse(string? text, out IdempotencyKey key)
    {
        key = default;
        if (text is null || text.Length is 0 or > Limits.MaxKeyLength
            || text.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return false;
        key = new IdempotencyKey(text);
        return true;
    }

    /// <summary>The key, for text already known to be valid.</summary>
    /// <exception cref="FormatException">The text is not an idempotency key.</exception>
    public static IdempotencyKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException("Not an idempotency key.");

    /// <summary>Whether it is of a kind that the house makes itself, and clients can't use: the payment of a request,
    /// and what is done when something expires.</summary>
    public bool IsReserved => _value is { } text && (text.StartsWith(PaymentRequest.KeyPrefix, StringComparison.Ordinal)
        || text.StartsWith(HoldTerms.ExpiryKeyPrefix, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override string ToString() => _value ?? "";
}

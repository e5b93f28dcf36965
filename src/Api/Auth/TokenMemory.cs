using Wallet.Core;

namespace Wallet.Api;

/// <summary>
/// Remembers tokens that have been verified, by the exact text of the <c>Authorization</c> header, until they expire. Verifying a
/// signature and parsing claims costs more than the rest of a request; the same text under the same keys has the same answer.
/// </summary>
internal sealed class TokenMemory(TimeProvider time)
{
    /// <summary>How many tokens are remembered.</summary>
    public const int Capacity = 10_000;

    private readonly BoundedCache<string, VerifiedToken> _tokens = new(Capacity);

    /// <summary>The verified token of a header, or null if it is not remembered or has expired.</summary>
    public VerifiedToken? Find(string header)
    {
        if (!_tokens.TryGet(header, out var token))
            return null;
        if (Timestamp.Now(time) < token.ExpiresAt)
            return token;
        _tokens.Remove(header);
        return null;
    }

    /// <summary>Remembers a verified token.</summary>
    public void Add(string header, VerifiedToken token) => _tokens.Set(header, token);
}

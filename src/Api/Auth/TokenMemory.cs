using Wallet.Core;

namespace Wallet.Api;

/// <summary>
/// Remembers tokens that have been verified until they expire: the same token under the same keys has the same answer,
/// and verifying it takes six times as long as finding it here (docs/decisions/0009-library-or-own.md). That a token
/// was ended early (by a change of password) is not seen here but by whoever looks at its generation, each time.
/// </summary>
/// <remarks>
/// Tokens are known by their digests; neither their text nor the header's is kept, so a full memory takes 9 MB. What is
/// used stays. Of the rest, what came once goes when there is no more room, and an expired token when somebody sends it
/// again, whichever comes first. Each user has room for <see cref="PerUser"/> tokens, of which the oldest goes first:
/// so nobody can push out the others alone, and it takes more than a thousand users to try.
/// </remarks>
internal sealed class TokenMemory(TimeProvider time, TokenKeys keys)
{
    /// <summary>How many tokens are remembered, and how many of one user.</summary>
    public const int Capacity = 10_000, PerUser = 8;

    private readonly BoundedCache<TokenDigest, VerifiedToken> _tokens = new(Capacity);
    private readonly BoundedCache<UserId, List<TokenDigest>> _users = new(Capacity);
    private readonly Lock _adding = new();

    /// <summary>How many tokens are remembered now, for tests.</summary>
    public int Count => _tokens.Count;

    /// <summary>What is known of a token, or null if it is not remembered, has expired, or its key has been
    /// removed.</summary>
    public VerifiedToken? Find(TokenDigest token)
    {
        if (!_tokens.TryGet(token, out var verified))
            return null;
        if (Timestamp.Now(time) < verified.ExpiresAt && keys.Has(verified.Key))
            return verified;
        _tokens.Remove(token);
        return null;
    }

    /// <summary>Remembers a token that has been verified.</summary>
    public void Add(TokenDigest token, VerifiedToken verified)
    {
        var user = verified.Caller.User;
        lock (_adding)
        {
            if (!_users.TryGet(user, out var tokens))
                _users.Set(user, tokens = new List<TokenDigest>(1));
            // It may be known here and forgotten there; then it is the newest again.
            tokens.Remove(token);
            if (tokens.Count == PerUser)
            {
                _tokens.Remove(tokens[0]);
                tokens.RemoveAt(0);
            }

            tokens.Add(token);
            _tokens.Set(token, verified);
        }
    }
}

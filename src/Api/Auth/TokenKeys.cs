using Microsoft.IdentityModel.Tokens;
using Wallet.Core;
using Wallet.Hosting;

namespace Wallet.Api;

/// <summary>The keys whose tokens are valid now: the first signs, the others only verify, so that a key can be
/// rotated, also while it is in use. Their IDs are the tokens' <c>kid</c>.</summary>
public sealed class TokenKeys
{
    private readonly Lock _replacing = new();
    private volatile Keys _now = new([], null!);

    /// <summary>Takes the keys, the current one first.</summary>
    /// <exception cref="ArgumentException">They are not what <see cref="NamedKey.Check"/> demands.</exception>
    public TokenKeys(IReadOnlyList<NamedKey> keys) => Replace(keys);

    /// <summary>Those of a file, as they are at any time.</summary>
    public static TokenKeys In(LiveKeys live) => live.Keep(
        static body => new TokenKeys(body.JwtKeys), static (keys, body) => keys.Replace(body.JwtKeys));

    /// <summary>What new tokens are signed with.</summary>
    internal SigningCredentials Signing => _now.Signing;

    /// <summary>Takes others from now on, the current one first. Tokens of a key that is no longer there end.</summary>
    /// <exception cref="ArgumentException">They are not what <see cref="NamedKey.Check"/> demands; nothing has
    /// changed.</exception>
    public void Replace(IReadOnlyList<NamedKey> keys)
    {
        NamedKey.Check(keys);
        lock (_replacing)
        {
            var before = _now.All;
            // A key that stays is the same object, so that tokens that are remembered by it stay so.
            SymmetricSecurityKey[] all = [.. keys.Select(key => Array.Find(before, old =>
                old.KeyId == key.Id && old.Key.AsSpan().SequenceEqual(key.Value))
                ?? new SymmetricSecurityKey(key.Value) { KeyId = key.Id })];
            _now = new Keys(all, new SigningCredentials(all[0], SecurityAlgorithms.HmacSha256));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => "***";

    /// <summary>The key that a token names; null if it is none of these.</summary>
    internal SecurityKey? Find(string? id) => Array.Find(_now.All, key => key.KeyId == id);

    /// <summary>Whether tokens that this very key has verified are still valid.</summary>
    internal bool Has(SecurityKey key) => Array.IndexOf(_now.All, key) >= 0;

    private sealed record Keys(SymmetricSecurityKey[] All, SigningCredentials Signing);
}

using Wallet.Core;

namespace Wallet.Api;

/// <summary>The keys whose tokens are valid now: the first signs, the others only verify, so that a key can be
/// rotated. Their IDs are the tokens' <c>kid</c>.</summary>
public sealed class TokenKeys
{
    /// <summary>Takes the keys, the current one first.</summary>
    /// <exception cref="ArgumentException">They are not what <see cref="NamedKey.Check"/> demands.</exception>
    public TokenKeys(IReadOnlyList<NamedKey> keys)
    {
        NamedKey.Check(keys);
        All = keys;
    }

    /// <summary>All keys, the current one first.</summary>
    public IReadOnlyList<NamedKey> All { get; }

    /// <inheritdoc/>
    public override string ToString() => "***";
}

using Wallet.Core;

namespace Wallet.TestKit;

/// <summary>Short ways to say what an operator does.</summary>
public static class Acts
{
    /// <summary>Freezes a wallet.</summary>
    public static FreezeWallet Freeze(
        WalletId wallet, FrozenSides sides, Timestamp? until = null, OperatorKeyId? by = null,
        string reason = "looks stolen") => new(wallet, new Freeze(sides, until), by, Note.Parse(reason));

    /// <summary>Thaws a wallet.</summary>
    public static ThawWallet Thaw(WalletId wallet, OperatorKeyId? by = null) =>
        new(wallet, by, Note.Parse("all is well"));

    /// <summary>Makes a key of which nothing is known but its digest.</summary>
    public static AddOperatorKey AddKey(
        OperatorScopes scopes, OperatorSecret? secret = null, OperatorKeyId? by = null, string name = "Ada") =>
        new(new OperatorKey(OperatorKeyId.New(TimeProvider.System), Note.Parse(name), scopes,
            Timestamp.From(FakeTime.Start)), (secret ?? OperatorSecret.New()).Digest(), by, Note.Parse("new here"));

    /// <summary>Revokes a key.</summary>
    public static RevokeOperatorKey Revoke(OperatorKeyId key, OperatorKeyId? by = null) =>
        new(key, by, Note.Parse("has left"));
}

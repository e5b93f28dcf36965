namespace Wallet.Core;

/// <summary>What an operator does. Each act that is done is one row of the operators' log, written in the transaction
/// of its effect (design, invariant 10). A reversal is a <see cref="LedgerCommand"/> instead, which carries
/// <see cref="By"/> and its reason, and writes its row in the batch that commits it.</summary>
/// <param name="By">The key it is done with; null for the command line.</param>
/// <param name="Reason">Why; at least one character.</param>
public abstract record OperatorAct(OperatorKeyId? By, Note Reason)
{
    /// <summary>What is done, as the log says it.</summary>
    public abstract OperatorActKind Kind { get; }

    /// <summary>What it is done to, as the log says it (<see cref="OperatorLogEntry.Target"/>).</summary>
    public abstract string Target { get; }

    /// <summary>What of it is done (<see cref="OperatorLogEntry.Detail"/>).</summary>
    public virtual string Detail => "";
}

/// <summary>Freezes a wallet, or changes how it is frozen.</summary>
public sealed record FreezeWallet(WalletId Wallet, Freeze Freeze, OperatorKeyId? By, Note Reason)
    : OperatorAct(By, Reason)
{
    /// <inheritdoc/>
    public override OperatorActKind Kind => OperatorActKind.Frozen;

    /// <inheritdoc/>
    public override string Target => Wallet.Value;

    /// <inheritdoc/>
    public override string Detail => Freeze.ToString();

    /// <summary>What is logged for a wallet that was frozen before there was a log: both sides, without an
    /// end.</summary>
    public static FreezeWallet BeforeLog(WalletId wallet) =>
        new(wallet, new Freeze(FrozenSides.Both), null, Note.Parse("frozen before there was a log"));
}

/// <summary>Lets a wallet go on; one that is not frozen stays so, and the act is logged all the same.</summary>
public sealed record ThawWallet(WalletId Wallet, OperatorKeyId? By, Note Reason) : OperatorAct(By, Reason)
{
    /// <inheritdoc/>
    public override OperatorActKind Kind => OperatorActKind.Thawed;

    /// <inheritdoc/>
    public override string Target => Wallet.Value;
}

/// <summary>Ends all tokens of a user.</summary>
public sealed record SignOutUser(UserId User, OperatorKeyId? By, Note Reason) : OperatorAct(By, Reason)
{
    /// <inheritdoc/>
    public override OperatorActKind Kind => OperatorActKind.SignedOut;

    /// <inheritdoc/>
    public override string Target => User.ToString();
}

/// <summary>Lifts a lock. The lock is in another store, so the row is written first and the lock lifted then: a crash
/// in between leaves a row and a lock, and whoever asks again lifts it.</summary>
public sealed record UnlockUser(UserId User, UnlockedSecret Secret, OperatorKeyId? By, Note Reason)
    : OperatorAct(By, Reason)
{
    /// <inheritdoc/>
    public override OperatorActKind Kind => OperatorActKind.Unlocked;

    /// <inheritdoc/>
    public override string Target => User.ToString();

    /// <inheritdoc/>
    public override string Detail => OperatorNames.Secrets.Of(Secret);
}

/// <summary>Makes a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Digest">The secret's digest.</param>
/// <param name="By">The key it is done with; null for the command line.</param>
/// <param name="Reason">Why.</param>
public sealed record AddOperatorKey(OperatorKey Key, byte[] Digest, OperatorKeyId? By, Note Reason)
    : OperatorAct(By, Reason)
{
    /// <summary>Makes a key that nobody has yet.</summary>
    /// <returns>The act, and the secret that whoever gets the key is shown once.</returns>
    public static (AddOperatorKey Act, OperatorSecret Secret) New(
        Note name, OperatorScopes scopes, OperatorKeyId? by, Note reason, TimeProvider time)
    {
        var secret = OperatorSecret.New();
        var key = new OperatorKey(OperatorKeyId.New(time), name, scopes, Timestamp.Now(time));
        return (new AddOperatorKey(key, secret.Digest(), by, reason), secret);
    }

    /// <inheritdoc/>
    public override OperatorActKind Kind => OperatorActKind.KeyAdded;

    /// <inheritdoc/>
    public override string Target => Key.Id.ToString();

    /// <inheritdoc/>
    public override string Detail => Key.Scopes.ToText();
}

/// <summary>Revokes a key, from the moment of its row in the log on. One that is revoked stays so.</summary>
public sealed record RevokeOperatorKey(OperatorKeyId Key, OperatorKeyId? By, Note Reason) : OperatorAct(By, Reason)
{
    /// <inheritdoc/>
    public override OperatorActKind Kind => OperatorActKind.KeyRevoked;

    /// <inheritdoc/>
    public override string Target => Key.ToString();
}

/// <summary>What is unlocked. The numbers are stored.</summary>
public enum UnlockedSecret : byte
{
    /// <summary>The PIN.</summary>
    Pin = 1,

    /// <summary>Signing in.</summary>
    SignIn = 2,
}

/// <summary>What came of an act.</summary>
public enum OperatorVerdict
{
    /// <summary>It is done and logged.</summary>
    Done,

    /// <summary>What it is about does not exist (the issuer is no wallet that an operator could freeze). Nothing was
    /// written.</summary>
    NotFound,

    /// <summary>It is done already, so nothing was written: the key is there with that digest, or is
    /// revoked.</summary>
    DoneBefore,
}

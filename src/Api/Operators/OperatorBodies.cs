using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Api;

/// <summary>A user as operators see one.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="WalletId">The wallet.</param>
/// <param name="CreatedAt">When the user registered.</param>
/// <param name="Pin">What is locked of the PIN; null if nobody can tell now.</param>
/// <param name="SignIn">What is locked of signing in; null if nobody can tell now.</param>
internal sealed record OperatorUserBody(
    UserId UserId, string Email, WalletId WalletId, Timestamp CreatedAt, PinLockBody? Pin, SignInLockBody? SignIn)
{
    public override string ToString() => "***";
}

/// <summary>What is locked of a PIN.</summary>
/// <param name="LockedUntil">Until when; null if it is not locked.</param>
internal sealed record PinLockBody(Timestamp? LockedUntil);

/// <summary>What is locked of signing in.</summary>
/// <param name="LockedUntil">Until when nobody can sign in; null if that is not locked.</param>
/// <param name="LockedAddresses">How many addresses are locked out for themselves.</param>
internal sealed record SignInLockBody(Timestamp? LockedUntil, int LockedAddresses);

/// <summary>A wallet as operators see it. The balance is in minor units.</summary>
internal sealed record OperatorWalletBody(
    WalletId WalletId, long Balance, string Currency, Timestamp CreatedAt, FreezeBody? Freeze);

/// <summary>How a wallet is frozen.</summary>
/// <param name="Direction">What is stopped.</param>
/// <param name="Until">When it ends by itself; null for never.</param>
/// <param name="Reason">Why.</param>
/// <param name="Since">Since when.</param>
/// <param name="By">The key it was done with; null for the command line.</param>
internal sealed record FreezeBody(
    FrozenSides Direction, Timestamp? Until, Note Reason, Timestamp Since, OperatorKeyId? By);

/// <summary>What moved money, as operators see it. Amounts are minor units.</summary>
/// <param name="TransferId">Its ID.</param>
/// <param name="SenderWalletId">The wallet that was debited.</param>
/// <param name="ReceiverWalletId">The wallet that was credited.</param>
/// <param name="Amount">What moved.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="SenderBalanceAfter">The sender's balance right after.</param>
/// <param name="ReceiverBalanceAfter">The receiver's balance right after.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="Note">The sender's note, or an operator's reason.</param>
/// <param name="Operation">What it was.</param>
/// <param name="Link">The transfer that it gives back, if it does.</param>
/// <param name="GivenBack">How much of it was given back so far.</param>
internal sealed record OperatorTransferBody(
    TransferId TransferId, WalletId SenderWalletId, WalletId ReceiverWalletId, Amount Amount, string Currency,
    long SenderBalanceAfter, long ReceiverBalanceAfter, Timestamp CreatedAt, Note? Note, Operation Operation,
    TransferId? Link, long GivenBack)
{
    public static OperatorTransferBody Of(Transfer transfer, string currency, long givenBack) => new(
        transfer.Id, transfer.Sender, transfer.Receiver, transfer.Amount, currency, transfer.SenderBalanceAfterMinor,
        transfer.ReceiverBalanceAfterMinor, transfer.CreatedAt, transfer.Note, transfer.Operation, transfer.Link,
        givenBack);
}

/// <summary>An audit that has begun.</summary>
internal sealed record AuditStartedBody(Timestamp StartedAt);

/// <summary>The audits.</summary>
/// <param name="Running">The one that runs; null if none does.</param>
/// <param name="FailedAt">When the last one failed, so that nothing is known of it; null if it did not.</param>
/// <param name="HeadsFailedAt">When heads could not be read or saved the last time; null if they could.</param>
/// <param name="Backups">The backups that are made at intervals; null if none are, or nobody can tell.</param>
/// <param name="Items">The last audits that came to an end, newest first.</param>
internal sealed record AuditsBody(
    AuditStartedBody? Running, Timestamp? FailedAt, Timestamp? HeadsFailedAt, BackupsBody? Backups,
    IReadOnlyList<AuditItem> Items);

/// <summary>The backups that are made at intervals.</summary>
/// <param name="Running">The one that is being made; null if none is.</param>
/// <param name="FailedAt">When the last one failed; null if it did not.</param>
/// <param name="Failure">Why it failed; null if it did not.</param>
/// <param name="Last">The last one that is whole; null if there is none.</param>
internal sealed record BackupsBody(
    BackupStartedBody? Running, Timestamp? FailedAt, string? Failure, BackupItem? Last)
{
    public static BackupsBody Of(BackupState state) => new(
        state.RunningSince is { } since ? new BackupStartedBody(since) : null, state.FailedAt, state.Failure,
        state.Last is { } last ? new BackupItem(last.StartedAt, last.EndedAt, last.Bytes, last.File, last.IsClean)
            : null);
}

/// <summary>A backup that has begun.</summary>
internal sealed record BackupStartedBody(Timestamp StartedAt);

/// <summary>A backup that is whole.</summary>
/// <param name="StartedAt">When it began. What was acknowledged before is in it.</param>
/// <param name="EndedAt">When it was on the disk.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="File">Its name in its folder.</param>
/// <param name="Clean">Whether its audit found nothing.</param>
internal sealed record BackupItem(Timestamp StartedAt, Timestamp EndedAt, long Bytes, string File, bool Clean);

/// <summary>What an audit found.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Wallets">Wallets, the issuer included.</param>
/// <param name="Transfers">Transfers.</param>
/// <param name="Entries">Ledger entries.</param>
/// <param name="KeyRecords">Key records.</param>
/// <param name="BalanceSum">The sum of all balances, which is 0 unless money was created or lost.</param>
/// <param name="Digest">SHA-256 over the heads of all chains: equal digests, equal histories.</param>
/// <param name="ViolationCount">How many violations there are.</param>
/// <param name="Violations">The first ones.</param>
/// <param name="HeadsFile">The file in which the heads were saved; null if they were not.</param>
/// <param name="SinceFile">The file with the heads that history was compared with; null if it was with none.</param>
internal sealed record AuditItem(
    Timestamp StartedAt, Timestamp EndedAt, long Wallets, long Transfers, long Entries, long KeyRecords,
    string BalanceSum, string Digest, long ViolationCount, IReadOnlyList<string> Violations, string? HeadsFile,
    string? SinceFile)
{
    public static AuditItem Of(StoredAudit audit) => new(
        audit.StartedAt, audit.EndedAt, audit.Wallets, audit.Transfers, audit.Entries, audit.KeyRecords,
        audit.BalanceSum, audit.Digest, audit.ViolationCount, audit.Violations, audit.HeadsFile,
        audit.SinceFile);
}

/// <summary>A page of the operators' log. <c>nextCursor</c> is null on the last one.</summary>
internal sealed record OperatorLogBody(IReadOnlyList<OperatorLogItem> Items, string? NextCursor);

/// <summary>What an operator did.</summary>
/// <param name="Sequence">Its place in the log, without gaps.</param>
/// <param name="At">When.</param>
/// <param name="By">The key it was done with; null for the command line.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Target">The wallet, user, transfer or key it was done to.</param>
/// <param name="Detail">What of it; empty if there is nothing to say.</param>
/// <param name="Reason">Why.</param>
/// <param name="Hash">SHA-256 over the row before it and this one, in hexadecimal.</param>
internal sealed record OperatorLogItem(
    long Sequence, Timestamp At, OperatorKeyId? By, OperatorActKind Kind, string Target, string Detail, Note Reason,
    string Hash)
{
    public static OperatorLogItem Of(OperatorLogEntry entry) => new(
        entry.Sequence, entry.At, entry.By, entry.Kind, entry.Target, entry.Detail, entry.Reason,
        Convert.ToHexStringLower(entry.Hash));
}

/// <summary>The operators' keys, the oldest first.</summary>
internal sealed record OperatorKeysBody(IReadOnlyList<OperatorKeyItem> Items);

/// <summary>An operator's key, by what may be known of it.</summary>
/// <param name="KeyId">Its ID.</param>
/// <param name="Name">Whose it is, or what for.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RevokedAt">Since when it counts no more; null while it counts.</param>
internal sealed record OperatorKeyItem(
    OperatorKeyId KeyId, Note Name, OperatorScopes Scopes, Timestamp CreatedAt, Timestamp? RevokedAt)
{
    public static OperatorKeyItem Of(OperatorKey key) =>
        new(key.Id, key.Name, key.Scopes, key.CreatedAt, key.RevokedAt);
}

/// <summary>A key that was just made.</summary>
/// <param name="KeyId">Its ID.</param>
/// <param name="Name">Whose it is, or what for.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Key">The key itself. It is shown this once.</param>
internal sealed record NewOperatorKeyBody(
    OperatorKeyId KeyId, Note Name, OperatorScopes Scopes, Timestamp CreatedAt, string Key)
{
    public override string ToString() => "***";
}

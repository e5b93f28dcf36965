namespace Wallet.Core;

/// <summary>A wallet on its way to another ledger.</summary>
/// <param name="State">What it claims: balance, sequence, head, how it is frozen, its limits, and what it has
/// sent.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastDebit">The sequence of its last DEBIT entry; 0 if it has none.</param>
/// <param name="LastCredit">The sequence of its last CREDIT entry; 0 if it has none.</param>
public sealed record CopiedWallet(WalletState State, Timestamp CreatedAt, long LastDebit, long LastCredit);

/// <summary>An entry on its way to another ledger, where it carries the same hash.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Hash">Its hash.</param>
public sealed record CopiedEntry(LedgerEntry Entry, byte[] Hash);

/// <summary>A key record on its way to another ledger, with the transfer it led to.</summary>
/// <param name="Caller">The wallet the key belongs to.</param>
/// <param name="Key">The key.</param>
/// <param name="Operation">What was asked for, or <see cref="Operations.NotRecorded"/>.</param>
/// <param name="Link">The transfer it refers to, if any.</param>
/// <param name="Record">What it led to.</param>
/// <param name="Debit">The transfer's DEBIT entry; 0 and 0 if there is no transfer.</param>
/// <param name="Credit">Its CREDIT entry, likewise.</param>
public sealed record CopiedRecord(
    WalletId Caller, IdempotencyKey Key, Operation Operation, TransferId? Link, KeyRecord Record, CopiedSide Debit,
    CopiedSide Credit);

/// <summary>How a ledger finds an entry: one by its place, another by its sequence.</summary>
/// <param name="Place">Its place among all entries as they are copied: 1, 2, 3 …</param>
/// <param name="Sequence">Its sequence in its wallet.</param>
public readonly record struct CopiedSide(long Place, long Sequence);

/// <summary>An operator's key on its way to another ledger, where it opens the same.</summary>
/// <param name="Key">The key.</param>
/// <param name="Digest">The secret's digest, by which it is found.</param>
public sealed record CopiedOperatorKey(OperatorKey Key, byte[] Digest);

/// <summary>A payment request on its way to another ledger.</summary>
/// <param name="Request">The request, as it is stored.</param>
/// <param name="Key">The payee's key that made it.</param>
public sealed record CopiedRequest(PaymentRequest Request, IdempotencyKey Key);

/// <summary>Who has shut whom out of asking, on its way to another ledger.</summary>
/// <param name="Payer">Who.</param>
/// <param name="Payee">Whom.</param>
public sealed record CopiedBlock(WalletId Payer, WalletId Payee);

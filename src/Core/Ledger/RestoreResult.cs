namespace Wallet.Core;

/// <summary>What a restore led to.</summary>
/// <param name="Report">The audit of the copy. If it is not clean, nothing was changed.</param>
/// <param name="KeptAside">Where the ledger is that was there before; null if there was none, or if nothing was
/// changed.</param>
public sealed record RestoreResult(AuditReport Report, string? KeptAside);

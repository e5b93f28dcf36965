namespace Wallet.Core;

/// <summary>A key record that a batch decided to write, with the transfer and its two entries when the money
/// moves.</summary>
/// <param name="Command">The command.</param>
/// <param name="Caller">The wallet the key belongs to.</param>
/// <param name="Record">The record.</param>
/// <param name="Debit">The sender's entry; default when no money moves.</param>
/// <param name="Credit">The receiver's entry; default when no money moves.</param>
public readonly record struct PostedRecord(
    LedgerCommand Command, WalletState Caller, KeyRecord Record, PostedEntry Debit, PostedEntry Credit);

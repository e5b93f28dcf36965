namespace Wallet.Core;

/// <summary>Which way an entry moved its wallet's balance. The numbers are part of the entry hash and never change
/// meaning.</summary>
public enum Direction : byte
{
    /// <summary>Money left the wallet.</summary>
    Debit = 1,

    /// <summary>Money came into the wallet.</summary>
    Credit = 2,
}

namespace Wallet.Core;

/// <summary>What a wallet claims of itself, as raw as it is stored.</summary>
/// <param name="Id">The wallet's ID.</param>
/// <param name="Balance">Its balance in minor units.</param>
/// <param name="Sequence">How many entries it counts.</param>
/// <param name="Head">The hash of its last entry.</param>
/// <param name="LastDebit">The position of its last DEBIT entry.</param>
/// <param name="LastCredit">The position of its last CREDIT entry.</param>
/// <param name="LastEntryAt">When its last entry was made, in microseconds since 1970-01-01 UTC.</param>
/// <param name="LastEntry">The position of its last entry, in a ledger that keeps it.</param>
/// <param name="Spending">What it claims to have sent.</param>
public sealed record AuditedWallet(
    string Id, long Balance, long Sequence, byte[] Head, long LastDebit, long LastCredit, long LastEntryAt,
    long? LastEntry = null, DaySpending Spending = default)
{
    /// <summary>Whether it is the issuer's, which alone may be negative.</summary>
    public bool IsIssuer => Id == WalletId.Issuer.Value;

    /// <summary>Whether it is escrow's, which may have more than a user.</summary>
    public bool IsEscrow => Id == WalletId.Escrow.Value;

    /// <summary>Checks invariants 1 and 2 on the balances that all wallets claim.</summary>
    /// <param name="wallets">All wallets.</param>
    /// <param name="sum">The sum of their balances.</param>
    /// <param name="findings">Told what is wrong.</param>
    public static void CheckBalances(IReadOnlyCollection<AuditedWallet> wallets, Int128 sum, AuditFindings findings)
    {
        findings.Check(sum == 0, 1, "ledger", $"the balances sum to {sum}, not to 0");
        findings.Check(wallets.Any(static wallet => wallet.IsIssuer), 1, "ledger", "there is no issuer");
        foreach (var wallet in wallets)
        {
            if (wallet.IsIssuer)
                continue;
            findings.Check(wallet.Balance >= 0, 2, $"wallet {wallet.Id}", $"its balance is {wallet.Balance}");
            findings.Check(wallet.IsEscrow || wallet.Balance <= Limits.MaxBalanceMinor, 2, $"wallet {wallet.Id}",
                $"its balance {wallet.Balance} is over the limit");
        }
    }
}

namespace Wallet.Core;

/// <summary>
/// Holds what wallets claim to have sent on their last day against the transfers there are, the same for every ledger
/// (invariant 4). Of what came before the first entry that was certainly counted, some may be in the sum and some not:
/// there the claim has to lie between the two.
/// </summary>
public sealed class AuditedSpending
{
    private readonly AuditFindings _findings;
    private readonly Dictionary<string, Sums> _wallets = new(StringComparer.Ordinal);

    /// <summary>Begins with what the wallets claim.</summary>
    /// <param name="findings">Told what is wrong.</param>
    /// <param name="wallets">All wallets.</param>
    public AuditedSpending(AuditFindings findings, IEnumerable<AuditedWallet> wallets)
    {
        _findings = findings;
        foreach (var wallet in wallets)
            _wallets[wallet.Id] = new Sums(wallet);
    }

    /// <summary>Adds a transfer, in whatever order. One that its sender did not count when it was read is left
    /// out.</summary>
    /// <param name="sender">The wallet that was debited.</param>
    /// <param name="sequence">The sequence of the DEBIT entry.</param>
    /// <param name="operation">The code of its operation.</param>
    /// <param name="amount">The amount in minor units.</param>
    /// <param name="createdAt">When it was made, in microseconds since 1970-01-01 UTC.</param>
    public void Add(string sender, long sequence, long operation, long amount, long createdAt)
    {
        if (Operations.Find(operation) is { CountsTowardsLimits: true } && _wallets.TryGetValue(sender, out var sums)
            && sequence <= sums.Wallet.Sequence)
            sums.Add(sequence, amount, DaySpending.DayOf(new Timestamp(createdAt)));
    }

    /// <summary>Compares the sums with the claims, after the last transfer.</summary>
    public void Finish()
    {
        foreach (var sums in _wallets.Values)
            sums.Check(_findings);
    }

    private sealed class Sums(AuditedWallet wallet)
    {
        private Int128 _least, _most;
        private long _uncounted;

        public AuditedWallet Wallet => wallet;

        public void Add(long sequence, long amount, long day)
        {
            var claim = wallet.Spending;
            if (day > claim.Day && sequence >= claim.Since)
                _uncounted++;
            if (day != claim.Day)
                return;
            _most += amount;
            if (sequence >= claim.Since)
                _least += amount;
        }

        public void Check(AuditFindings findings)
        {
            var (where, claim) = ($"wallet {wallet.Id}", wallet.Spending);
            findings.Check(_uncounted == 0, 4, where,
                $"it claims to have sent nothing after day {claim.Day}, but there are {_uncounted} payments");
            var (least, most) = (Int128.Min(_least, long.MaxValue), Int128.Min(_most, long.MaxValue));
            findings.Check(claim.SpentMinor >= least && claim.SpentMinor <= most, 4, where,
                $"it claims to have sent {claim.SpentMinor} on day {claim.Day}, but that was "
                + (least == most ? $"{most}" : $"{least} to {most}"));
            findings.Check(claim.Since >= 0 && claim.Since <= wallet.Sequence + 1, 4, where,
                $"it claims to count since entry {claim.Since}, but has {wallet.Sequence}");
        }
    }
}

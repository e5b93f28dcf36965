using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Counts the rows an audit has checked and tells who wants to know.</summary>
internal sealed class AuditSteps(AuditSnapshot snapshot, IProgress<AuditProgress>? progress)
{
    /// <summary>How many rows one slice reads: some tens of milliseconds.</summary>
    public const int SliceRows = 4096;

    // Each key record is read twice, by number and by key; each transfer about once.
    private readonly long _total = snapshot.Wallets.Values.Sum(static wallet => wallet.Sequence) + 3 * snapshot.LastKeyRecord;
    private long _checked;

    public void Add(int rows)
    {
        _checked += rows;
        progress?.Report(new AuditProgress(Math.Min(_checked, _total), _total));
    }

    public void Finish() => progress?.Report(new AuditProgress(_total, _total));
}

using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

/// <summary>Counts the rows an audit has checked and tells who wants to know.</summary>
internal sealed class AuditSteps(AuditSnapshot snapshot, IProgress<AuditProgress>? progress)
{
    /// <summary>How many rows one slice reads: some tens of milliseconds.</summary>
    public const int SliceRows = 4096;

    // Each key record is read twice, by number and by key; each transfer about once. A damaged ledger may claim
    // anything; the total is only for show.
    private readonly long _total =
        (long)Int128.Clamp((Int128)snapshot.LastEntry + 3 * (Int128)snapshot.LastKeyRecord, 0, long.MaxValue);
    private long _checked;

    public void Add(int rows)
    {
        _checked += rows;
        progress?.Report(new AuditProgress(Math.Min(_checked, _total), _total));
    }

    public void Finish() => progress?.Report(new AuditProgress(_total, _total));
}

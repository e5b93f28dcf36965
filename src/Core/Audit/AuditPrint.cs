namespace Wallet.Core;

/// <summary>What an audit shows to whoever runs it: how far it is, and what it found.</summary>
public static class AuditPrint
{
    /// <summary>Writes what was counted and each violation, a line each.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="digest">Another digest than that of the heads.</param>
    public static void Write(AuditReport report, TextWriter writer, string? digest = null)
    {
        writer.WriteLine($"wallets          {report.Wallets}");
        writer.WriteLine($"transfers        {report.Transfers}");
        writer.WriteLine($"entries          {report.Entries}");
        writer.WriteLine($"key records      {report.KeyRecords}");
        writer.WriteLine($"sum of balances  {report.BalanceSumMinor}");
        writer.WriteLine($"digest           {digest ?? report.Heads.Digest}");
        writer.WriteLine($"violations       {report.ViolationCount}");
        foreach (var violation in report.Violations)
            writer.WriteLine(violation);
        if (report.ViolationCount > report.Violations.Count)
            writer.WriteLine($"and {report.ViolationCount - report.Violations.Count} more");
    }

    /// <summary>Says every two seconds how far an audit is; one that takes less says nothing.</summary>
    /// <param name="writer">Where to: the standard error, so that it does not mix with what was found.</param>
    /// <param name="time">The clock.</param>
    public static IProgress<AuditProgress> Progress(TextWriter writer, TimeProvider time) => new Lines(writer, time);

    private sealed class Lines(TextWriter writer, TimeProvider time) : IProgress<AuditProgress>
    {
        private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

        private long _last = time.GetTimestamp();

        public void Report(AuditProgress value)
        {
            if (value.Total == 0 || time.GetElapsedTime(_last) < Every)
                return;
            _last = time.GetTimestamp();
            writer.WriteLine($"checked {value.Checked * (Int128)100 / value.Total} % of {value.Total} rows");
        }
    }
}

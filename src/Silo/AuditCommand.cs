using Wallet.Cluster;
using Wallet.Core;

namespace Wallet.Silo;

/// <summary><c>audit</c>: checks the ledger while it is served, prints what it counted and each violation, and ends
/// with 0 or 1.</summary>
internal static class AuditCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var report = await LedgerAudit.RunAsync(
            HostRun.ReadConfiguration(args), AuditPrint.Progress(Console.Error, TimeProvider.System));
        AuditPrint.Write(report, Console.Out);
        return report.IsClean ? 0 : 1;
    }
}

using Wallet.Cluster;

namespace Wallet.Silo;

/// <summary><c>audit</c>: checks the ledger while it is served, prints what it counted and each violation, and ends with 0 or 1.</summary>
internal static class AuditCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var report = await LedgerAudit.RunAsync(HostRun.ReadConfiguration(args));
        Console.WriteLine($"wallets          {report.Wallets}");
        Console.WriteLine($"transfers        {report.Transfers}");
        Console.WriteLine($"entries          {report.Entries}");
        Console.WriteLine($"key records      {report.KeyRecords}");
        Console.WriteLine($"sum of balances  {report.BalanceSumMinor}");
        Console.WriteLine($"digest           {report.Heads.Digest}");
        Console.WriteLine($"violations       {report.ViolationCount}");
        foreach (var violation in report.Violations)
            Console.WriteLine(violation);
        return report.IsClean ? 0 : 1;
    }
}

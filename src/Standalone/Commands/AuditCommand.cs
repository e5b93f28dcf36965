using Wallet.Ledger.Sqlite;

namespace Wallet.Standalone;

/// <summary>Checks the ledger. It takes no lock, so it also runs while the ledger is being served.</summary>
internal static class AuditCommand
{
    public static int Run(string[] options)
    {
        var report = SqliteAudit.Run(DataFolder.LedgerIn(CommandLine.Settings(options).DataDir));
        Console.WriteLine($"wallets          {report.Wallets}");
        Console.WriteLine($"transfers        {report.Transfers}");
        Console.WriteLine($"entries          {report.Entries}");
        Console.WriteLine($"key records      {report.KeyRecords}");
        Console.WriteLine($"sum of balances  {report.BalanceSumMinor}");
        Console.WriteLine($"digest           {report.Digest}");
        Console.WriteLine($"violations       {report.ViolationCount}");
        foreach (var violation in report.Violations)
            Console.WriteLine(violation);
        return report.IsClean ? ExitCodes.Ok : ExitCodes.Failed;
    }
}

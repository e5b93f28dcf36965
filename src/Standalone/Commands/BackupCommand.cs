using Wallet.Ledger.Sqlite;

namespace Wallet.Standalone;

/// <summary>Copies the ledger and the lockouts into one file. It takes no lock, so it also runs while the ledger is
/// being served.</summary>
internal static class BackupCommand
{
    public static int Run(string[] options, string file)
    {
        var folder = CommandLine.Settings(options).DataDir;
        SqliteBackup.Run(DataFolder.LedgerIn(folder), file, DataFolder.LockoutsIn(folder));
        Console.WriteLine(
            $"The ledger is in {Path.GetFullPath(file)}, with the lockouts. It is of no use without " +
            $"{Path.Combine(folder, "keys.json")}: keep a copy of that too, elsewhere.");
        return ExitCodes.Ok;
    }
}

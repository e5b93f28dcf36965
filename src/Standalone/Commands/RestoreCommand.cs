using Wallet.Core;
using Wallet.Ledger.Sqlite;

namespace Wallet.Standalone;

/// <summary>Puts a backup in the ledger's place. It takes the folder's lock: nobody may be serving.</summary>
internal static class RestoreCommand
{
    public static int Run(string[] options, string file)
    {
        var settings = CommandLine.Settings(options);
        if (!File.Exists(file))
            throw new StartException(ExitCodes.CannotStart, $"There is no backup {Path.GetFullPath(file)}.");
        using var folder = DataFolder.Open(settings.DataDir);
        var result = SqliteRestore.Run(
            folder.Ledger, file, settings.Currency, AuditPrint.Progress(Console.Error, TimeProvider.System));
        AuditPrint.Write(result.Report, Console.Out);
        if (!result.Report.IsClean)
        {
            Console.WriteLine($"{Path.GetFullPath(file)} was not restored; nothing was changed.");
            return ExitCodes.Failed;
        }

        Console.WriteLine($"{Path.GetFullPath(file)} is the ledger now.");
        if (result.KeptAside is { } aside)
            Console.WriteLine($"The ledger that was there is kept as {aside}.");
        Console.WriteLine(
            "Whatever happened after the backup was made is not in it: an idempotency key that was used since then " +
            "can pay again.");
        if (!File.Exists(folder.Keys))
            Console.WriteLine(
                $"{folder.Keys} is missing: without the one that belongs to the backup nobody can sign in or pay.");
        return ExitCodes.Ok;
    }
}

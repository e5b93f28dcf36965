using Wallet.Core;
using Wallet.Ledger.Sqlite;

namespace Wallet.Standalone;

/// <summary>Checks the ledger. It takes no lock, so it also runs while the ledger is being served.</summary>
internal static class AuditCommand
{
    public static int Run(string[] options, string? saveTo = null, string? since = null)
    {
        var path = DataFolder.LedgerIn(CommandLine.Settings(options).DataDir);
        if (saveTo is not null && Path.Exists(saveTo))
            throw new StartException(ExitCodes.CannotStart, $"{saveTo} exists; nothing is overwritten.");
        var report = SqliteAudit.Run(
            path, AuditPrint.Progress(Console.Error, TimeProvider.System), since is null ? null : Load(since));
        AuditPrint.Write(report, Console.Out);
        if (saveTo is not null && report.IsClean)
            Save(report.Heads, saveTo);
        return report.IsClean ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static AuditHeads Load(string file)
    {
        try
        {
            using var reader = new StreamReader(file);
            return AuditHeads.Load(reader);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new StartException(
                ExitCodes.CannotStart, $"{file} can't be used: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static void Save(AuditHeads heads, string file)
    {
        try
        {
            using var writer = new StreamWriter(new FileStream(file, FileMode.CreateNew));
            heads.Save(writer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                ExitCodes.CannotStart, $"{file} can't be written: {e.Message.ReplaceLineEndings(" ")}", e);
        }

        Console.WriteLine($"heads saved to   {Path.GetFullPath(file)}");
    }
}

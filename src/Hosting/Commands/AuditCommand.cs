using System.CommandLine;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Checks the ledger, also while it is being served.</summary>
internal static class AuditCommand
{
    public static Command Create(Func<ILedgerOperator> ledger)
    {
        var save = new Option<string?>("--save")
        {
            Description = "save the heads of all chains to a new file, if nothing is wrong",
            HelpName = "FILE",
        };
        var since = new Option<string?>("--since")
        {
            Description = "check too that nothing up to the heads saved in a file was rewritten",
            HelpName = "FILE",
        };
        var command = new Command(
            "audit", "check the ledger's invariants, also while it is served; exit code 1 if one is broken")
        {
            save, since,
        };
        command.SetAction(line => RunAsync(
            ledger(), line.GetValue(save), line.GetValue(since), line.InvocationConfiguration));
        return command;
    }

    private static async Task<int> RunAsync(
        ILedgerOperator ledger, string? saveTo, string? since, InvocationConfiguration console)
    {
        if (saveTo is not null && Path.Exists(saveTo))
            throw new StartException(ExitCodes.CannotStart, $"{saveTo} exists; nothing is overwritten.");
        var report = await ledger.AuditAsync(
            since is null ? null : Load(since), AuditPrint.Progress(console.Error, TimeProvider.System));
        AuditPrint.Write(report, console.Output);
        if (saveTo is not null && report.IsClean)
            await console.Output.WriteLineAsync($"heads saved to   {Save(report.Heads, saveTo)}");
        return report.IsClean ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static AuditHeads Load(string file) => With(file, "used", () =>
    {
        using var reader = new StreamReader(file);
        return AuditHeads.Load(reader);
    });

    private static string Save(AuditHeads heads, string file) => With(file, "written", () =>
    {
        using var writer = new StreamWriter(new FileStream(file, FileMode.CreateNew));
        heads.Save(writer);
        return Path.GetFullPath(file);
    });

    private static T With<T>(string file, string what, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new StartException(ExitCodes.CannotStart, $"{file} can't be {what}: {e.Message}", e);
        }
    }
}

using System.CommandLine;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Puts a backup in the ledger's place. Nobody may be serving it.</summary>
internal static class RestoreCommand
{
    public static Command Create(Func<ILedgerOperator> ledger)
    {
        var file = new Argument<string>("FILE") { Description = "what backup made" };
        var command = new Command(
            "restore", "put a backup in the ledger's place, after an audit; not while it is served") { file };
        command.SetAction(line => Run(
            ledger().RequireFile("restore"), line.GetRequiredValue(file), line.InvocationConfiguration));
        return command;
    }

    private static int Run(ILedgerFile ledger, string file, InvocationConfiguration console)
    {
        var (report, aside) = ledger.Restore(file, AuditPrint.Progress(console.Error, TimeProvider.System));
        var output = console.Output;
        AuditPrint.Write(report, output);
        if (!report.IsClean)
        {
            output.WriteLine($"{Path.GetFullPath(file)} was not restored; nothing was changed.");
            return ExitCodes.Failed;
        }

        output.WriteLine($"{Path.GetFullPath(file)} is the ledger now.");
        if (aside is not null)
            output.WriteLine($"The ledger that was there is kept as {aside}.");
        output.WriteLine(
            "Whatever happened after the backup was made is not in it: an idempotency key that was used since then " +
            "can pay again.");
        if (ledger.Keys is { } keys && !File.Exists(keys))
            output.WriteLine(
                $"{keys} is missing: without the one that belongs to the backup nobody can sign in or pay.");
        return ExitCodes.Ok;
    }
}

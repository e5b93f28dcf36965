using System.CommandLine;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Copies the ledger into one file, also while it is being served.</summary>
internal static class BackupCommand
{
    public static Command Create(Func<ILedgerOperator> ledger)
    {
        var file = new Argument<string>("FILE") { Description = "the new file" };
        var command = new Command("backup", "copy the ledger to a new file, also while it is served") { file };
        command.SetAction(line => Run(
            ledger().RequireFile("backup"), line.GetRequiredValue(file), line.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(ILedgerFile ledger, string file, TextWriter output)
    {
        ledger.Backup(file);
        output.WriteLine(ledger.Keys is { } keys
            ? $"The ledger is in {Path.GetFullPath(file)}, with the lockouts. It is of no use without {keys}: keep a "
                + "copy of that too, elsewhere."
            : $"The ledger is in {Path.GetFullPath(file)}, without the lockouts. It is of no use without the peppers: "
                + "keep a copy of those settings too, elsewhere.");
        return ExitCodes.Ok;
    }

    /// <summary>The file of a ledger that is one.</summary>
    /// <exception cref="StartException">It is in a server.</exception>
    public static ILedgerFile RequireFile(this ILedgerOperator ledger, string command) =>
        ledger.File ?? throw new StartException(ExitCodes.OtherTools,
            $"There is no {command} of a ledger on MongoDB: use its own tools, such as mongodump and mongorestore or "
            + "snapshots of the replica set.");
}

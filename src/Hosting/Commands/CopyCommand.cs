using System.CommandLine;
using System.Globalization;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Copies a ledger into an empty store of the same or another kind.</summary>
internal static class CopyCommand
{
    public static Command Create(Func<CopyEnds> ends)
    {
        var from = Address("--from", "what is copied; nobody may be serving it");
        var to = Address("--to", "what becomes the copy: a new file, an empty database, or an unfinished copy");
        var command = new Command(
            "copy", "copy a ledger into an empty store, audit both, and compare them; run it again if it was ended")
        {
            from, to,
        };
        command.SetAction(line => RunAsync(
            ends, line.GetValue(from), line.GetValue(to), line.InvocationConfiguration));
        return command;
    }

    private static Option<string?> Address(string name, string description) => new(name)
    {
        Description = description + "; the program's own ledger unless given",
        HelpName = "sqlite:FILE or mongodb://…",
    };

    private static async Task<int> RunAsync(
        Func<CopyEnds> ends, string? from, string? to, InvocationConfiguration console)
    {
        if (from is null && to is null)
            throw new StartException(ExitCodes.BadSetting, "A copy needs --from or --to, or both. See --help.");
        var (openSource, openTarget) = ends();
        await using var source = await openSource(from);
        await using var target = await openTarget(to);
        var result = await CopyBar.ShowAsync(console.Error, bar => new LedgerCopy(source, target, bar).RunAsync());

        await WriteAsync(result.Source, result.SourceDigest, "The source:", console.Output);
        await WriteAsync(result.Target, result.TargetDigest, "The copy:", console.Output);
        await console.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"copied           {result.Entries} entries in {result.Took.TotalSeconds:0.0} s"));
        await console.Output.WriteLineAsync(result.IsComplete
            ? "Both hold the same, and the copy is a ledger now. Never serve the source again: a key that is used in "
                + "one of them can pay again in the other."
            : "The copy is not complete, and no host takes it for a ledger. "
                + (result.Source.IsClean && result.Target.IsClean
                    ? "It does not hold what the source holds." : "What the audits found is above."));
        return result.IsComplete ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static async Task WriteAsync(AuditReport report, string digest, string title, TextWriter output)
    {
        await output.WriteLineAsync(title);
        AuditPrint.Write(report, output, digest);
        await output.WriteLineAsync();
    }
}

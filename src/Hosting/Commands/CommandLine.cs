using System.CommandLine;
using System.CommandLine.Help;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Runs what the command line names. Whatever keeps it from running is one line on standard error.</summary>
public static class CommandLine
{
    /// <summary>Runs a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="args">Its command line: a command and its options, and settings as <c>--name=value</c> or
    /// <c>--name value</c>.</param>
    /// <param name="console">Where it prints to; the console unless given.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        WalletProgram program, string[] args, InvocationConfiguration? console = null)
    {
        console ??= new InvocationConfiguration();
        // What went wrong is told here, and SIGTERM is the host's: it has its own time to stop.
        (console.EnableDefaultExceptionHandler, console.ProcessTerminationTimeout) = (false, null);
        try
        {
            var (words, settings) = CommandLineSettings.Split(args, program.Settings);
            var line = Root(program, settings).Parse(
                words, new ParserConfiguration { ResponseFileTokenReplacer = null });
            return line.Errors.Count == 0
                ? await line.InvokeAsync(console)
                : throw new StartException(ExitCodes.BadSetting,
                    string.Join(' ', line.Errors.Select(static error => error.Message)) + " See --help.");
        }
        catch (Exception e) when (e is StartException or LedgerStartException or LedgerException)
        {
            await console.Error.WriteLineAsync(e.Message.ReplaceLineEndings(" "));
            return e is StartException start ? start.ExitCode : ExitCodes.CannotStart;
        }
    }

    private static RootCommand Root(WalletProgram program, string[] settings)
    {
        var root = new RootCommand(program.Description);
        var serve = new Command("serve", "serve until Ctrl+C; this is what it does without a command");
        foreach (var command in (Command[])[root, serve])
            command.SetAction(_ => program.ServeAsync(settings));
        root.Add(serve);
        if (program.Ledger is { } ledger)
            WalletProgram.LedgerCommands(() => ledger(settings), () => program.Desk(settings, ledger(settings)))
                .ToList().ForEach(root.Add);
        if (program.CopyEnds is { } ends)
            root.Add(new Command("ledger", "work on whole ledgers") { CopyCommand.Create(() => ends(settings)) });
        if (program.Keys is { } keys)
            root.Add(KeyringCommand.Create(() => keys(settings), () => program.Ledger!(settings),
                () => program.KeysOfSettings?.Invoke(settings)));
        program.OwnCommands(settings).ToList().ForEach(root.Add);

        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithSettings((HelpAction)help.Action!, program.Settings);
        return root;
    }
}

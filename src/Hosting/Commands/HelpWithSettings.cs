using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Wallet.Hosting;

/// <summary>The stock help, and after that of the program its settings and exit codes.</summary>
internal sealed class HelpWithSettings(HelpAction help, IReadOnlyList<Setting> settings) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is RootCommand)
            Write(parseResult.InvocationConfiguration.Output);
        return ExitCodes.Ok;
    }

    private void Write(TextWriter output)
    {
        output.WriteLine("Settings, as --NAME=VALUE, as NAME=VALUE with __ for : in the environment, or in a file:");
        foreach (var setting in settings)
        {
            var rule = setting.Rule.Length == 0 ? "" : $"; {setting.Rule}";
            var byDefault = setting.Text.Length == 0 ? "" : $" [{setting.Text}]";
            output.WriteLine($"  {setting.Name,-31} {setting.Description}{rule}{byDefault}");
        }

        output.WriteLine("  urls                            where to listen; http addresses with ; between them");
        output.WriteLine();
        output.WriteLine(
            """
            Exit codes:
              0  well
              1  the command ran and the answer is no
              2  a setting or the command line is wrong
              3  the folder, a lock, a port, the keys, the ledger or another store can't be used
              4  this kind of ledger has tools of its own for that
            """);
    }
}

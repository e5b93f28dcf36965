namespace Wallet.Standalone;

/// <summary>Runs the command that the command line names.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Any(static arg => arg is "--help" or "-h" or "-?"))
        {
            Console.WriteLine(Help.Text);
            return ExitCodes.Ok;
        }

        var line = ParsedLine.Parse(args);
        var options = line.Options;
        return line.Words switch
        {
            [] => await ServeCommand.RunAsync(options),
            ["audit"] => AuditCommand.Run(options),
            ["audit", "--save", var file] => AuditCommand.Run(options, saveTo: file),
            ["audit", "--since", var file] => AuditCommand.Run(options, since: file),
            ["backup", var file] => BackupCommand.Run(options, file),
            ["restore", var file] => RestoreCommand.Run(options, file),
            ["freeze", var wallet] => await FreezeCommand.RunAsync(options, wallet, frozen: true),
            ["thaw", var wallet] => await FreezeCommand.RunAsync(options, wallet, frozen: false),
            ["backup"] or ["audit", "--save"] =>
                throw new StartException(ExitCodes.BadSetting, $"{Joined(line)} needs the name of a new file."),
            ["restore"] => throw new StartException(ExitCodes.BadSetting, "restore needs a file that backup made."),
            ["audit", "--since"] =>
                throw new StartException(ExitCodes.BadSetting, "audit --since needs a file that audit --save wrote."),
            ["freeze" or "thaw"] =>
                throw new StartException(ExitCodes.BadSetting, $"{Joined(line)} needs a wallet ID."),
            _ => throw new StartException(ExitCodes.BadSetting, $"There is no command '{Joined(line)}'. See --help."),
        };
    }

    /// <summary>The settings of a command that does not serve.</summary>
    /// <exception cref="StartException">One is wrong.</exception>
    public static StandaloneSettings Settings(string[] options)
    {
        var builder = StandaloneHost.CreateBuilder(options);
        return StandaloneSettings.Read(builder.Configuration, builder.Environment);
    }

    private static string Joined(ParsedLine line) => string.Join(' ', line.Words);
}

namespace Wallet.Standalone;

/// <summary>Finds out which command is meant. Settings may follow each, as <c>--Wallet:DataDir=…</c> or <c>--urls …</c>.</summary>
internal static class CommandLine
{
    private const string Help = """
        Wallet, a digital wallet in one process.

          (no command)       serve until Ctrl+C
          audit              check the ledger's invariants; also while it is served; exit code 1 if one is broken
          backup FILE        copy the ledger to a new file; also while it is served
          freeze WALLETID    stop a wallet from sending and receiving; not while it is served
          thaw WALLETID      undo that
          --help             print this

        Settings, as --Name=value, as environment variables (Wallet__DataDir=…) or in appsettings.json:

          urls                            where to listen                                      http://127.0.0.1:5080
          Wallet:DataDir                  the folder of ledger, guards and keys                ./data
          Wallet:Sandbox                  whether POST /wallet/deposit gives play money        true
          Wallet:Currency                 three capital letters                                INR
          Wallet:Pin:RememberFor          how long a verified PIN is remembered; 0 for never   00:05:00
          Wallet:Pin:LockFor              how long five wrong PINs lock it                     00:15:00
          Wallet:Bcrypt:WorkFactor        10 to 15                                             10
          Wallet:RateLimit:AuthPerMinute  calls of /auth/* for each client address             300
          Wallet:TrustedProxies           whose X-Forwarded-For is believed, with commas       nobody

        Exit codes: 0 well, 1 the answer is no, 2 a wrong setting or command, 3 folder, lock, port, keys or ledger can't be used.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Any(static arg => arg is "--help" or "-h" or "-?"))
        {
            Console.WriteLine(Help);
            return ExitCodes.Ok;
        }

        // Words before the first option are the command; options and their values are settings.
        var words = args.TakeWhile(static arg => !arg.StartsWith('-') && !arg.StartsWith('/') && !arg.Contains('=', StringComparison.Ordinal)).ToArray();
        var options = args[words.Length..];
        return words switch
        {
            [] => await ServeCommand.RunAsync(options),
            ["audit"] => AuditCommand.Run(options),
            ["backup", var file] => BackupCommand.Run(options, file),
            ["freeze", var wallet] => await FreezeCommand.RunAsync(options, wallet, frozen: true),
            ["thaw", var wallet] => await FreezeCommand.RunAsync(options, wallet, frozen: false),
            ["backup"] => throw new StartException(ExitCodes.BadSetting, "backup needs the name of a new file."),
            ["freeze" or "thaw"] => throw new StartException(ExitCodes.BadSetting, $"{words[0]} needs a wallet ID."),
            _ => throw new StartException(ExitCodes.BadSetting, $"There is no command '{string.Join(' ', words)}'. See --help."),
        };
    }

    /// <summary>The settings of a command that does not serve.</summary>
    /// <exception cref="StartException">One is wrong.</exception>
    public static StandaloneSettings Settings(string[] options)
    {
        var builder = StandaloneHost.CreateBuilder(options);
        return StandaloneSettings.Read(builder.Configuration, builder.Environment);
    }
}

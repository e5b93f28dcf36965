namespace Wallet.Standalone;

/// <summary>
/// A command line: the words of the command, and settings as <c>--name=value</c> or <c>--name value</c>. The framework
/// ignores what it does not know; here it is refused, so that a misspelt word does not start a server.
/// </summary>
internal sealed record ParsedLine(string[] Words, string[] Options)
{
    // What the framework itself reads, besides the settings below Wallet.
    private static readonly string[] OtherSettings = ["urls", "environment", "contentRoot", "applicationName"];

    // Options of commands; they are words, because they are no settings.
    private static readonly string[] CommandOptions = ["--save", "--since"];

    /// <summary>Takes the command line apart.</summary>
    /// <exception cref="StartException">A setting is unknown or has no value.</exception>
    public static ParsedLine Parse(string[] args)
    {
        var words = new List<string>();
        var options = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || CommandOptions.Contains(args[i]))
            {
                words.Add(args[i]);
                continue;
            }

            var name = args[i][2..].Split('=', 2)[0];
            if (!IsSetting(name))
                throw new StartException(ExitCodes.BadSetting, $"There is no setting --{name}. See --help.");
            options.Add(args[i]);
            if (args[i].Contains('=', StringComparison.Ordinal))
                continue;
            if (++i == args.Length)
                throw new StartException(ExitCodes.BadSetting, $"--{name} needs a value.");
            options.Add(args[i]);
        }

        return new ParsedLine([.. words], [.. options]);
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("Wallet:", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Logging:", StringComparison.OrdinalIgnoreCase)
        || OtherSettings.Contains(name, StringComparer.OrdinalIgnoreCase);
}

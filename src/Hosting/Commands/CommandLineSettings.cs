namespace Wallet.Hosting;

/// <summary>Takes the settings out of a command line. The framework ignores what it does not know; here it is refused
/// with whatever else is not understood, so that a misspelt word does not start a server.</summary>
internal static class CommandLineSettings
{
    // What the framework itself reads.
    private static readonly string[] Framework =
        ["urls", "http_ports", "environment", "contentRoot", "applicationName", "Logging", "Kestrel"];

    /// <summary>Parts the words of the command from the settings.</summary>
    /// <exception cref="StartException">A setting has no value.</exception>
    public static (string[] Words, string[] Settings) Split(string[] args, IReadOnlyList<Setting> known)
    {
        var sections = known.Select(static setting => setting.Name.Split(':')[0]).Concat(Framework)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        List<string> words = [], settings = [];
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i].Split('=', 2)[0];
            if (!name.StartsWith("--", StringComparison.Ordinal) || !sections.Contains(name[2..].Split(':')[0]))
            {
                words.Add(args[i]);
                continue;
            }

            settings.Add(args[i]);
            if (name.Length < args[i].Length)
                continue;
            if (++i == args.Length)
                throw new StartException(ExitCodes.BadSetting, $"{name} needs a value. See --help.");
            settings.Add(args[i]);
        }

        return ([.. words], [.. settings]);
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Wallet.Hosting;

/// <summary>Checks the framework's settings of logging, which it would refuse with a stack trace or not at
/// all.</summary>
internal static class LogLevels
{
    /// <summary>The name of the setting that says how lines are written.</summary>
    public const string FormatterName = "Logging:Console:FormatterName";

    private static readonly string[] Formatters =
        [ConsoleFormatterNames.Simple, ConsoleFormatterNames.Json, ConsoleFormatterNames.Systemd];

    /// <summary>Checks every <c>Logging:…:LogLevel:…</c>, and <see cref="FormatterName"/>.</summary>
    /// <exception cref="StartException">One is no log level, or there is no such formatter.</exception>
    public static void Check(IConfiguration configuration)
    {
        if (configuration[FormatterName] is { } formatter && !Formatters.Contains(formatter))
            throw new StartException(ExitCodes.BadSetting,
                $"{FormatterName} must be one of {string.Join(", ", Formatters)}, not '{formatter}'.");
        foreach (var (path, value) in configuration.GetSection("Logging").AsEnumerable())
        {
            if (value is not null && path.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase)
                && !Enum.TryParse<LogLevel>(value, ignoreCase: true, out _))
                throw new StartException(ExitCodes.BadSetting,
                    $"{path} must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}, not '{value}'.");
        }
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Wallet.Hosting;

/// <summary>Checks the framework's settings of logging, which it would refuse with a stack trace.</summary>
internal static class LogLevels
{
    /// <summary>Checks every <c>Logging:…:LogLevel:…</c>.</summary>
    /// <exception cref="StartException">One is no log level.</exception>
    public static void Check(IConfiguration configuration)
    {
        foreach (var (path, value) in configuration.GetSection("Logging").AsEnumerable())
        {
            if (value is not null && path.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase)
                && !Enum.TryParse<LogLevel>(value, ignoreCase: true, out _))
                throw new StartException(ExitCodes.BadSetting,
                    $"{path} must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}, not '{value}'.");
        }
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Wallet.Hosting;

/// <summary>What hosts print unless configuration says otherwise: nothing, while all goes well.</summary>
public static class LogDefaults
{
    private const string Levels = "Logging:LogLevel:", Lines = "Logging:Console:FormatterOptions:";

    /// <summary>Adds the defaults below every other source. A filter that is set in code would win against the same
    /// category in the configuration.</summary>
    /// <param name="configuration">The host's, with its sources.</param>
    /// <param name="orleans">From what level on Orleans is heard.</param>
    public static void AddLogDefaults(this IConfigurationManager configuration, LogLevel orleans)
    {
        var levels = new Dictionary<string, string?>
        {
            // Per-request lines of the framework carry paths and query strings, so they stay off unless somebody asks
            // for them.
            [Levels + "Microsoft"] = nameof(LogLevel.Warning),
            [Levels + "System"] = nameof(LogLevel.Warning),
            // What keeps a host from starting is said by whoever starts it, in one line.
            [Levels + "Microsoft.Extensions.Hosting.Internal.Host"] = nameof(LogLevel.Critical),
            // Who asks whether the process is ready gets the answer; a line for each of them would fill a log.
            [Levels + "Microsoft.Extensions.Diagnostics.HealthChecks"] = nameof(LogLevel.None),
            [Levels + "Orleans"] = orleans.ToString(),
            // It would print a trace for each stranger; the cluster's doors count them and say so in a line a minute.
            [Levels + "Orleans.Connections.Security"] = nameof(LogLevel.None),
            // Orleans runs each placement of a grain through Polly, which prints two lines for each.
            [Levels + "Polly"] = nameof(LogLevel.Warning),
            // The request's ID is in a scope.
            [Lines + "IncludeScopes"] = "true",
        };
        // While its level is anything but None, the framework makes an Activity and a scope of logging for each
        // request, of which nothing here tells anybody. What it would say of an exception, the HTTP surface says.
        if (!configuration.GetSection("Logging").AsEnumerable()
            .Any(static setting => setting.Key.Contains(":LogLevel:Microsoft", StringComparison.OrdinalIgnoreCase)))
            levels[Levels + "Microsoft.AspNetCore.Hosting.Diagnostics"] = nameof(LogLevel.None);
        // A program that reads the lines can't go by the time at which it got them.
        if (configuration[LogLevels.FormatterName] == ConsoleFormatterNames.Json)
            (levels[Lines + "TimestampFormat"], levels[Lines + "UseUtcTimestamp"]) = ("O", "true");
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = levels });
    }
}

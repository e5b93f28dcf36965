using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging;

namespace Wallet.Hosting;

/// <summary>What hosts print unless configuration says otherwise: nothing, while all goes well.</summary>
public static class LogDefaults
{
    /// <summary>Adds the defaults below every other source. A filter that is set in code would win against the same category in the configuration.</summary>
    /// <param name="configuration">The host's.</param>
    /// <param name="orleans">From what level on Orleans is heard.</param>
    public static void AddLogDefaults(this IConfigurationBuilder configuration, LogLevel orleans) => configuration.Sources.Insert(0, new MemoryConfigurationSource
    {
        InitialData = new Dictionary<string, string?>
        {
            // What keeps a host from starting is said by whoever starts it, in one line.
            ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = nameof(LogLevel.Critical),
            ["Logging:LogLevel:Orleans"] = orleans.ToString(),
            // Orleans runs each placement of a grain through Polly, which prints two lines for each.
            ["Logging:LogLevel:Polly"] = nameof(LogLevel.Warning),
        },
    });
}

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Wallet.Hosting;

/// <summary>Where the host listens.</summary>
internal static class Addresses
{
    /// <summary>Checks <c>urls</c>, and sets it if nobody did.</summary>
    /// <exception cref="StartException">An address can't be listened on.</exception>
    public static void Check(IConfiguration configuration, string byDefault)
    {
        var urls = configuration["urls"];
        if (string.IsNullOrWhiteSpace(urls))
        {
            if (string.IsNullOrEmpty(configuration["http_ports"]))
                configuration["urls"] = byDefault;
            return;
        }

        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IsHttp(url))
                throw new StartException(
                    ExitCodes.BadSetting, $"urls must list addresses like {byDefault}, not '{url}'.");
        }
    }

    private static bool IsHttp(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            // The server can't find a free port for the two addresses that localhost stands for.
            return address.Scheme == "http" && address.PathBase.Length == 0 && address.Port is >= 0 and <= 65535
                && (address.Port > 0 || address.Host != "localhost");
        }
        catch (FormatException)
        {
            return false;
        }
    }
}

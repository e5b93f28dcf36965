using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Wallet.Hosting;

/// <summary>Where a host listens for clients, and how any list of addresses is read.</summary>
internal static class Addresses
{
    /// <summary>Checks <c>urls</c>, and sets it if nobody did.</summary>
    /// <exception cref="StartException">An address can't be listened on.</exception>
    public static void Check(IConfiguration configuration, string byDefault)
    {
        var urls = configuration["urls"];
        if (string.IsNullOrWhiteSpace(urls))
        {
            var ports = Split(configuration["http_ports"]);
            configuration["urls"] =
                ports.Length == 0 ? byDefault : string.Join(';', ports.Select(static port => $"http://*:{port}"));
        }

        foreach (var url in Split(configuration["urls"]))
        {
            if (Find(url) is null)
                throw new StartException(
                    ExitCodes.BadSetting, $"urls must list addresses like {byDefault}, not '{url}'.");
        }
    }

    /// <summary>The items of a list with semicolons.</summary>
    public static string[] Split(string? urls) =>
        (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>An address that can be listened on; null if the text is none.</summary>
    public static BindingAddress? Find(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            // The server can't find a free port for the two addresses that localhost stands for.
            return address.Scheme == "http" && address.PathBase.Length == 0 && address.Port is >= 0 and <= 65535
                && !address.IsNamedPipe && (address.Port > 0 || address.Host != "localhost") ? address : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

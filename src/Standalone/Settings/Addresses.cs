namespace Wallet.Standalone;

/// <summary>Where the host listens.</summary>
internal static class Addresses
{
    public const string Default = "http://127.0.0.1:5080";

    /// <summary>Checks <c>urls</c>, and sets it if nobody did.</summary>
    /// <exception cref="StartException">An address can't be listened on.</exception>
    public static void Check(IConfiguration configuration)
    {
        var urls = configuration["urls"];
        if (string.IsNullOrWhiteSpace(urls))
        {
            if (string.IsNullOrEmpty(configuration["http_ports"]))
                configuration["urls"] = Default;
            return;
        }

        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IsHttp(url))
                throw new StartException(
                    ExitCodes.BadSetting, $"urls must list addresses like {Default}, not '{url}'.");
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

using System.Net;
using Wallet.Hosting;

namespace Wallet.Api;

/// <summary>Settings of the HTTP surface. A host reads them from its configuration and checks them first.</summary>
public sealed record WalletApiOptions
{
    /// <summary>Whether <c>POST /wallet/deposit</c> exists. Play money is for sandboxes.</summary>
    public required bool Sandbox { get; init; }

    /// <summary>The one currency, ISO 4217.</summary>
    public string Currency { get; init; } = "INR";

    /// <summary>How many calls of <c>/auth/*</c> one client address may make in a minute.</summary>
    public int AuthPerMinute { get; init; } = 300;

    /// <summary>Networks whose <c>X-Forwarded-For</c> is believed; none by default.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>What a host's settings say of the HTTP surface.</summary>
    public static WalletApiOptions From(WalletSettings settings) => new()
    {
        Sandbox = settings.Sandbox,
        Currency = settings.Currency,
        AuthPerMinute = settings.RateLimit.AuthPerMinute,
        TrustedProxies = settings.TrustedProxies.Parse(),
    };
}

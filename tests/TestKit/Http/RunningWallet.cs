namespace Wallet.TestKit.Http;

/// <summary>A running host with a client.</summary>
public sealed class RunningWallet(IWalletHost host, UsedSecrets secrets) : IAsyncDisposable
{
    /// <summary>The host.</summary>
    public IWalletHost Host { get; } = host;

    /// <summary>A client from the loopback address.</summary>
    public WalletClient Client { get; } = new(() => host.Addresses, secrets);

    /// <summary>Another client, from an address of its own (127.0.0.x).</summary>
    public WalletClient ClientFrom(string address) =>
        new(() => Host.Addresses, secrets, System.Net.IPAddress.Parse(address));

    /// <summary>A client of what is served for operators.</summary>
    public WalletClient Operators { get; } = OperatorsOf(host, secrets, null);

    /// <summary>The same from an address of its own.</summary>
    public WalletClient OperatorsFrom(string address) =>
        OperatorsOf(Host, secrets, System.Net.IPAddress.Parse(address));

    private static WalletClient OperatorsOf(IWalletHost host, UsedSecrets secrets, System.Net.IPAddress? from) =>
        new(() => host.OperatorAddresses, secrets, from, "/operator/openapi.json");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Operators.Dispose();
        Client.Dispose();
        await Host.DisposeAsync();
    }
}

using Wallet.Standalone.Tests.InProcess;
using Wallet.TestKit;
using Wallet.TestKit.Http;

[assembly: AssemblyFixture(typeof(StandaloneHosts))]

namespace Wallet.Standalone.Tests.InProcess;

/// <summary>Runs the HTTP suite on the real standalone host: a real port, a real database in a folder of its
/// own.</summary>
public sealed class StandaloneHosts : WalletHosts
{
    /// <inheritdoc/>
    protected override IEnumerable<string> OtherLogs => DotnetProgram.Printed;

    /// <inheritdoc/>
    protected override async Task<IWalletHost> StartAsync(IReadOnlyDictionary<string, string> settings) =>
        await InProcessHost.StartAsync(settings);
}

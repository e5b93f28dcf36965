using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Whether the ledger can be reached and written to.</summary>
public sealed class LedgerReadiness(ILedger ledger) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Name => "ledger";

    /// <inheritdoc/>
    public ValueTask<bool> IsReadyAsync() => ledger.IsReadyAsync();
}

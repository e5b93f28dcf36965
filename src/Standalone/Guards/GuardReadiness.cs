using Wallet.Hosting;

namespace Wallet.Standalone;

/// <summary>Whether the guards' file can be written to: without it, no secret is compared.</summary>
internal sealed class GuardReadiness(SqliteGuardStorage storage) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Name => "guards";

    /// <inheritdoc/>
    public ValueTask<bool> IsReadyAsync() => new(storage.IsReady());
}

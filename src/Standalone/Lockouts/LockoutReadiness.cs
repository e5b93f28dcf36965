using Wallet.Hosting;

namespace Wallet.Standalone;

/// <summary>Whether the lockouts' file can be written to: without it, no secret is compared.</summary>
internal sealed class LockoutReadiness(SqliteLockoutStorage storage) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Name => "lockouts";

    /// <inheritdoc/>
    public ValueTask<bool> IsReadyAsync() => new(storage.IsReady());
}

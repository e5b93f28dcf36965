using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <inheritdoc cref="ILedgerGrain"/>
[Reentrant, KeepAlive]
public sealed partial class LedgerGrain : Grain, ILedgerGrain
{
    private readonly ILedger _ledger;
    private readonly GroupCommitter _committer;
    private readonly ILogger _log;

    /// <summary>Made by the runtime.</summary>
    public LedgerGrain(ILedger ledger, IGrainFactory grains, TimeProvider time, ILogger<LedgerGrain> log)
    {
        _ledger = ledger;
        _log = log;
        _committer = new GroupCommitter(new TellingLedger(ledger, grains, log), time, LogFailure);
    }

    /// <inheritdoc/>
    public Task<Decision[]> CommitAsync(LedgerCommand[] bundle) => Task.WhenAll(Array.ConvertAll(bundle, _committer.CommitAsync));

    /// <inheritdoc/>
    public Task<bool> IsReadyAsync() => _ledger.IsReadyAsync().AsTask();

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _committer.DisposeAsync().AsTask();

    [LoggerMessage(Level = LogLevel.Error, Message = "The ledger failed.")]
    private partial void LogFailure(Exception exception);
}

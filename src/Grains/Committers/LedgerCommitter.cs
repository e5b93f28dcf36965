using Microsoft.Extensions.Logging;
using Wallet.Core;

namespace Wallet.Grains;

/// <summary>
/// The ledger's committer, as the silo that holds the ledger's grain runs it: merges the bundles of all silos into
/// batches. It belongs to the container, so that it drains on shutdown and the ledger closes after it.
/// </summary>
public sealed partial class LedgerCommitter : IAsyncDisposable
{
    private static readonly GroupCommitterOptions Options = new()
    {
        // Each silo has one bundle under way, so this many silos find room.
        MaxWaiting = 64 * Limits.MaxBatch,
        // The committers of the silos ask again; doing so in two places would break the nesting of deadlines.
        UnknownPauses = [],
        Telemetry = CommitterTelemetry.OfLedger,
    };

    private readonly GroupCommitter _committer;
    private readonly ILedger _ledger;
    private readonly ILogger _log;

    /// <summary>Made by the container.</summary>
    public LedgerCommitter(ILedger ledger, TimeProvider time, ILogger<LedgerCommitter> log)
    {
        (_ledger, _log) = (ledger, log);
        _committer = new GroupCommitter(ledger, time, OnFailure, Options);
    }

    /// <summary>Whether another committer has taken over the ledger: then all that comes here is refused.</summary>
    public bool IsFencedOff { get; private set; }

    /// <summary>Takes over the ledger with the next batch.</summary>
    public void BeginEpoch()
    {
        _ledger.BeginEpoch();
        IsFencedOff = false;
    }

    /// <summary>Has a bundle decided, in order; it may be spread over batches.</summary>
    public Task<Decision[]> CommitAsync(LedgerCommand[] bundle) => _committer.CommitAsync(bundle);

    /// <summary>Takes nothing more and returns when all that was accepted is answered.</summary>
    public ValueTask DisposeAsync() => _committer.DisposeAsync();

    private void OnFailure(Exception exception)
    {
        if (exception is LedgerFencedException)
        {
            IsFencedOff = true;
            LogFencedOff();
        }
        else
        {
            LogFailure(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Another silo has taken over the ledger.")]
    private partial void LogFencedOff();

    [LoggerMessage(Level = LogLevel.Error, Message = "The ledger failed.")]
    private partial void LogFailure(Exception exception);
}

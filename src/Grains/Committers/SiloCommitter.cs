using Microsoft.Extensions.Logging;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <summary>
/// The committer of one silo. The balance changes that this silo's wallets start leave for the ledger's grain in
/// bundles, one at a time. An outcome that is not known is asked for again here and nowhere else. It belongs to the
/// container and not to a grain, so that what it has accepted is settled even when grains are cut off.
/// </summary>
public sealed partial class SiloCommitter : ITransferCommitter, ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    private static readonly GroupCommitterOptions Options = new()
    {
        // A little less than a request waits, so that the request still gets the answer and nothing is left running.
        AnswerWithin = TransferChain.CommitDeadline - TimeSpan.FromMilliseconds(500),
        // Enough to go on until the time is up: within some seconds, a silo that died is known to be dead and its
        // grains are made elsewhere.
        UnknownPauses = [.. ((int[])[50, 100, 200, 400]).Concat(Enumerable.Repeat(800, 12))
            .Select(static pause => TimeSpan.FromMilliseconds(pause))],
        Telemetry = CommitterTelemetry.OfSilo,
    };

    private readonly GroupCommitter _committer;
    private readonly ILogger _log;

    /// <summary>Made by the container.</summary>
    public SiloCommitter(IGrainFactory grains, TimeProvider time, ILogger<SiloCommitter> log)
    {
        _log = log;
        _committer = new GroupCommitter(new LedgerBehindGrain(grains), time, LogUnknown, Options);
    }

    /// <summary>How many commands wait for the next bundle.</summary>
    public int Waiting => _committer.Waiting;

    /// <inheritdoc/>
    public Task<Decision> CommitAsync(LedgerCommand command) => _committer.CommitAsync(command);

    /// <inheritdoc/>
    // A silo that stops settles what it has accepted before any grain goes, while it can still reach the ledger's
    // grain.
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(SiloCommitter), ServiceLifecycleStage.Last,
        static _ => Task.CompletedTask, stop => DisposeAsync().AsTask().WaitAsync(stop));

    /// <summary>Takes nothing more and returns when all that was accepted is answered.</summary>
    public ValueTask DisposeAsync() => _committer.DisposeAsync();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The answer to a bundle did not arrive; it is asked for again.")]
    private partial void LogUnknown(Exception exception);

    private sealed class LedgerBehindGrain(IGrainFactory grains) : IBatchLedger
    {
        public async ValueTask<IReadOnlyList<Decision>> CommitAsync(IReadOnlyList<LedgerCommand> batch)
        {
            using var span = GrainSpans.StartCall<ILedgerGrain>(nameof(CommitAsync));
            try
            {
                return await grains.Ledger().CommitAsync([.. batch]).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Whatever went wrong on the way, the bundle may have arrived.
            catch (Exception e)
#pragma warning restore CA1031
            {
                span.Fail(e);
                throw new LedgerException(LedgerFailure.Unknown, "The ledger's grain did not answer.", e);
            }
        }
    }
}

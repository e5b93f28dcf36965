using Orleans.Concurrency;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <inheritdoc cref="IOperatorGrain"/>
// It keeps nothing, so each silo may have its own.
[StatelessWorker, Reentrant, KeepAlive]
public sealed class OperatorGrain(ILedger ledger, SiloCommitter committer, TimeProvider time) : Grain, IOperatorGrain
{
    /// <inheritdoc/>
    public async Task<Decision> ReverseAsync(ReversalOrder order)
    {
        using var span = GrainSpans.StartReceived<IOperatorGrain>(nameof(ReverseAsync));
        Transfer? transfer;
        try
        {
            transfer = await ledger.FindTransferAsync(new TransferId(order.Transfer));
        }
        catch (LedgerException)
        {
            return new Decision(OutcomeCode.Unavailable);
        }

        // A transfer never changes and never goes: whoever asks has read it.
        if (transfer is null || !Operations.Of(Operation.Reversal).CanReferTo(transfer))
            throw new ArgumentException("There is no such transfer to give back.", nameof(order));
        var amount = order.AmountMinor is { } minor ? Amount.From(minor) : Amount.Rest;
        OperatorKeyId? by = order.By is { } key ? new OperatorKeyId(key) : null;
        var commit = committer.CommitAsync(
            LedgerCommand.Reversal(transfer, amount, order.Reason, order.Key, TransferId.New(time), by));
        try
        {
            return await commit.WaitAsync(TransferChain.CommitDeadline, time);
        }
        catch (TimeoutException)
        {
            return new Decision(OutcomeCode.OutcomeUnknown);
        }
    }
}

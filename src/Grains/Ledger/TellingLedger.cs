using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <summary>A ledger whose commits tell the receivers' grains afterwards: one message for each receiver of a batch, one way.</summary>
internal sealed partial class TellingLedger(IBatchLedger ledger, IGrainFactory grains, ILogger log) : IBatchLedger
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Decision>> CommitAsync(IReadOnlyList<LedgerCommand> batch)
    {
        var decisions = await ledger.CommitAsync(batch);
        GrainMeter.Batches.Add(1);
        GrainMeter.Commands.Add(batch.Count);
        Tell(decisions);
        return decisions;
    }

    private void Tell(IReadOnlyList<Decision> decisions)
    {
        var credits = new Dictionary<WalletId, int>(decisions.Count);
        foreach (var decision in decisions)
        {
            if (decision is { Transfer: { } transfer, Replayed: false })
                CollectionsMarshal.GetValueRefOrAddDefault(credits, transfer.Receiver, out _)++;
        }

        try
        {
            foreach (var (receiver, count) in credits)
                grains.Wallet(receiver).CreditedAsync(count).Ignore();
        }
#pragma warning disable CA1031 // The money has moved, whoever hears of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailure(log, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The receivers of a batch could not be told.")]
    private static partial void LogFailure(ILogger log, Exception exception);
}

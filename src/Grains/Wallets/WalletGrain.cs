using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <inheritdoc cref="IWalletGrain"/>
[Reentrant]
public sealed partial class WalletGrain(ILogger<WalletGrain> log) : Grain, IWalletGrain
{
    /// <summary>How many balance changes of one wallet may wait; more are refused as <see cref="OutcomeCode.Busy"/>.</summary>
    public const int MaxWaiting = 4 * Limits.MaxBatch;

    private readonly Queue<Pending> _waiting = new();
    private bool _underWay;

    /// <inheritdoc/>
    public Task<Decision> CommitAsync(LedgerCommand command)
    {
        if (_waiting.Count >= MaxWaiting)
            return Task.FromResult(new Decision(OutcomeCode.Busy));
        var pending = new Pending(command);
        _waiting.Enqueue(pending);
        if (!_underWay)
        {
            _underWay = true;
            SendAsync().Ignore();
        }

        return pending.Task;
    }

    /// <inheritdoc/>
    public Task CreditedAsync(int credits)
    {
        GrainMeter.Credits.Add(credits);
        return Task.CompletedTask;
    }

    private async Task SendAsync()
    {
        while (_waiting.Count > 0)
        {
            var bundle = new Pending[Math.Min(_waiting.Count, Limits.MaxBatch)];
            for (var i = 0; i < bundle.Length; i++)
                bundle[i] = _waiting.Dequeue();
            await SendAsync(bundle);
        }

        _underWay = false;
    }

    private async Task SendAsync(Pending[] bundle)
    {
        GrainMeter.Bundles.Add(1);
        try
        {
            var decisions = await GrainFactory.Ledger()
                .CommitAsync(Array.ConvertAll(bundle, static pending => pending.Command));
            for (var i = 0; i < bundle.Length; i++)
                bundle[i].SetResult(decisions[i]);
        }
#pragma warning disable CA1031 // Whatever went wrong on the way, the bundle may have arrived. Whoever asked may ask again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogUnknown(e);
            foreach (var pending in bundle)
                pending.TrySetResult(new Decision(OutcomeCode.OutcomeUnknown));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The answer to a bundle did not arrive.")]
    private partial void LogUnknown(Exception exception);

    private sealed class Pending(LedgerCommand command) : TaskCompletionSource<Decision>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public LedgerCommand Command { get; } = command;
    }
}

using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <inheritdoc cref="IWalletGrain"/>
[Reentrant]
public sealed partial class WalletGrain(ILogger<WalletGrain> log) : Grain, IWalletGrain
{
    private readonly Queue<Pending> _waiting = new();
    private int _bundled;

    /// <inheritdoc/>
    public Task<Decision> CommitAsync(LedgerCommand command)
    {
        if (_waiting.Count + _bundled >= Limits.MaxUnderWay)
            return Task.FromResult(new Decision(OutcomeCode.Busy));
        var pending = new Pending(command);
        _waiting.Enqueue(pending);
        if (_bundled == 0)
            SendAsync().Ignore();

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
            var bundle = _waiting.ToArray();
            _waiting.Clear();
            _bundled = bundle.Length;
            await SendAsync(bundle);
            _bundled = 0;
        }
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

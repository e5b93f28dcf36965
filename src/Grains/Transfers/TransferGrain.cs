using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using Wallet.Core;
using Wallet.Grains.Abstractions;

namespace Wallet.Grains;

/// <inheritdoc cref="ITransferGrain"/>
// It lives as long as its request, so it is best made where the request came in.
[Reentrant, PreferLocalPlacement]
public sealed class TransferGrain : Grain, ITransferGrain
{
    private readonly KeyTurn _turn = new();
    private readonly IIdempotencyGate _gate;
    private readonly ILedger _ledger;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly WalletId _caller;
    private readonly IdempotencyKey _key;
    private int _requests;

    /// <summary>Made by the runtime.</summary>
    public TransferGrain(IIdempotencyGate gate, ILedger ledger, TimeProvider time, ILogger<TransferGrain> log)
    {
        (_gate, _ledger, _time, _log) = (gate, ledger, time, log);
        (_caller, _key) = GrainKeys.ParseTransfer(this.GetPrimaryKeyString());
    }

    /// <inheritdoc/>
    public Task<TransferOutcome> TransferAsync(TransferOrder order) => RunAsync(chain => chain.TransferAsync(
        new Caller(order.User, _caller), new TransferRequest(order.Receiver, order.Amount, order.Pin, _key, order.Note)));

    /// <inheritdoc/>
    public Task<TransferOutcome> DepositAsync(UserId user, Amount amount) =>
        RunAsync(chain => chain.DepositAsync(new Caller(user, _caller), amount, _key));

    private async Task<TransferOutcome> RunAsync(Func<TransferChain, ValueTask<TransferOutcome>> request)
    {
        _requests++;
        var gate = new GrainGate(_turn, _gate);
        try
        {
            return await request(new TransferChain(
                new GrainPinVerifier(GrainFactory, _log), gate, new GrainCommitter(GrainFactory, _time, _log), _ledger, _time));
        }
        finally
        {
            gate.Leave();
            if (--_requests == 0)
                DeactivateOnIdle();
        }
    }
}

namespace Wallet.Core;

/// <summary>
/// The fixed chain of a transfer, steps 2 to 6: shape → PIN → gate → one ledger transaction → finalize. (Step 1, the
/// token, is the host's business.) It runs in the payer's grain and reaches everything else through its ports.
/// </summary>
public sealed class TransferChain(
    IPinVerifier pins, IIdempotencyGate gate, ITransferCommitter committer, ILedger ledger,
    IPaymentRequestStore requests, TimeProvider time) : ITransferService
{
    /// <summary>
    /// How long a request waits for its commit before it answers <see cref="OutcomeCode.OutcomeUnknown"/>. Deadlines
    /// nest: a ledger transaction has 5 s, this has 10 s, and the gate holds a key for 30 s.
    /// </summary>
    public static readonly TimeSpan CommitDeadline = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> TransferAsync(Caller caller, TransferRequest request)
    {
        if (request.Receiver == caller.Wallet)
            return new(new TransferOutcome(OutcomeCode.SelfTransfer));
        return PayAsync(caller.User, request.Pin, LedgerCommand.Transfer(
            caller.Wallet, request.Receiver, request.Amount, request.Note, request.Key, TransferId.New(time)));
    }

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> RefundAsync(Caller caller, RefundRequest request)
    {
        var command = LedgerCommand.Refund(
            caller.Wallet, request.Transfer, request.Amount, request.Note, request.Key, TransferId.New(time));
        // Whether there is anything to refund comes before the PIN. Usually the PIN is remembered, and then the ledger
        // can say so when it decides, which spares a look-up.
        return pins.IsVerified(caller.User, request.Pin) ? CommitAsync(command) : LookUpAndPayAsync();

        async ValueTask<TransferOutcome> LookUpAndPayAsync()
        {
            var (refused, complete) = await LookUpAsync(command);
            return refused ?? await PayAsync(caller.User, request.Pin, complete);
        }
    }

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> HoldAsync(Caller caller, HoldRequest request)
    {
        if (request.Receiver == caller.Wallet)
            return new(new TransferOutcome(OutcomeCode.SelfTransfer));
        return PayAsync(caller.User, request.Pin, LedgerCommand.PlaceHold(
            caller.Wallet, request.Receiver, request.Amount, request.ExpiresIn, request.Note, request.Key,
            TransferId.New(time)));
    }

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> CaptureAsync(Caller caller, CaptureRequest request) => CommitAsync(
        LedgerCommand.Capture(caller.Wallet, request.Hold, request.Amount, request.Key, TransferId.New(time)));

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> ReleaseAsync(Caller caller, TransferId hold, IdempotencyKey key) =>
        CommitAsync(LedgerCommand.Release(caller.Wallet, hold, key, TransferId.New(time)));

    /// <inheritdoc/>
    public async ValueTask<TransferOutcome> PayRequestAsync(Caller caller, RequestId request, Pin pin)
    {
        var (found, isKnown) = await FoundAsync(() => requests.FindRequestAsync(request));
        if (!isKnown)
            return TransferOutcome.From(new Decision(OutcomeCode.Unavailable));
        // Whether it is open is the ledger's to say, which also knows whether it was paid under this very key.
        return found is null || found.Payer != caller.Wallet
            ? new TransferOutcome(OutcomeCode.TransferNotFound)
            : await PayAsync(caller.User, pin, LedgerCommand.RequestPayment(found, TransferId.New(time)));
    }

    /// <inheritdoc/>
    public ValueTask<TransferOutcome> DepositAsync(Caller caller, Amount amount, IdempotencyKey key) =>
        CommitAsync(LedgerCommand.Deposit(caller.Wallet, amount, key, TransferId.New(time)));

    // What the ledger would say of the transfer that a command names, before it decides.
    private async ValueTask<(TransferOutcome? Refused, LedgerCommand Complete)> LookUpAsync(LedgerCommand command)
    {
        var (named, isKnown) = await FoundAsync(() => ledger.FindTransferAsync(command.Link!.Value));
        if (!isKnown)
            return (TransferOutcome.From(new Decision(OutcomeCode.Unavailable)), command);
        var code = Operations.Of(command.Operation).JudgeNamed(named, command.Caller);
        return code == OutcomeCode.Committed
            ? (null, command.CompletedBy(named!))
            : (new TransferOutcome(code), command);
    }

    private static async ValueTask<(T? Found, bool IsKnown)> FoundAsync<T>(Func<ValueTask<T?>> findAsync)
        where T : class
    {
        try
        {
            return (await findAsync(), true);
        }
        catch (LedgerException)
        {
            return (null, false);
        }
    }

    // Step 3, and the rest if it lets it go on.
    private ValueTask<TransferOutcome> PayAsync(UserId user, Pin pin, LedgerCommand command)
    {
        var check = pins.VerifyAsync(user, pin);
        // Usually the PIN is remembered, and then there is nothing to wait for.
        return check.IsCompletedSuccessfully ? GoOnAsync(command, check.Result) : CheckedAsync();

        async ValueTask<TransferOutcome> CheckedAsync() => await GoOnAsync(command, await check);
    }

    private ValueTask<TransferOutcome> GoOnAsync(LedgerCommand command, SecretCheck check) =>
        check.Verdict == SecretVerdict.Verified ? CommitAsync(command) : new(Refusal(check));

    // From here on nothing is cancelled: a client that goes away changes nothing.
    private async ValueTask<TransferOutcome> CommitAsync(LedgerCommand command)
    {
        var answer = await gate.EnterAsync(command.Caller, command.Key, command.ProposedId);
        if (answer is GateAnswer.Held or GateAnswer.Completed)
        {
            if (command.NamesTransfer)
            {
                (var refused, command) = await LookUpAsync(command);
                if (refused is not null)
                    return refused;
            }

            KeyRecord? record;
            try
            {
                record = await ledger.FindKeyAsync(command.Caller, command.Key);
            }
            catch (LedgerException)
            {
                return TransferOutcome.From(new Decision(OutcomeCode.Unavailable));
            }

            if (record is not null)
                return TransferOutcome.From(Decision.FromRecord(command, record));
            if (answer == GateAnswer.Held)
                return new TransferOutcome(OutcomeCode.TransferInProgress, RetryAfter: TimeSpan.FromSeconds(1));
            // The gate says completed and the ledger knows nothing of it: the ledger is right, and decides.
        }

        var commit = committer.CommitAsync(command);
        Decision decision;
        try
        {
            decision = await commit.WaitAsync(CommitDeadline, time);
        }
        catch (TimeoutException)
        {
            // The commit may still land. The gate stays shut until it does, or until the gate expires.
            if (answer is GateAnswer.Entered or GateAnswer.InDoubt)
                _ = FinalizeLaterAsync(command, commit);
            return TransferOutcome.From(new Decision(OutcomeCode.OutcomeUnknown));
        }

        if (answer == GateAnswer.Entered)
            await FinalizeAsync(command, decision);
        else if (answer == GateAnswer.InDoubt)
            _ = FinalizeAsync(command, decision).AsTask(); // Nobody waits for a gate that is down.
        return TransferOutcome.From(decision);
    }

    private async ValueTask FinalizeAsync(LedgerCommand command, Decision decision)
    {
        switch (decision.Code)
        {
            case OutcomeCode.OutcomeUnknown:
                return; // Nobody knows what this attempt did, so its gate stays shut until it expires.
            case OutcomeCode.Busy or OutcomeCode.Unavailable or OutcomeCode.CallerNotFound:
            case OutcomeCode.TransferNotFound or OutcomeCode.NotRefundable:
            case not OutcomeCode.Committed when !command.RecordsRefusals:
                await gate.ReleaseAsync(command.Caller, command.Key, command.ProposedId);
                return;
            default:
                await gate.CompleteAsync(command.Caller, command.Key, command.ProposedId);
                return;
        }
    }

    private async Task FinalizeLaterAsync(LedgerCommand command, Task<Decision> commit) =>
        await FinalizeAsync(command, await commit);

    private static TransferOutcome Refusal(SecretCheck check) => check.Verdict switch
    {
        SecretVerdict.Wrong => new TransferOutcome(OutcomeCode.WrongPin, AttemptsLeft: check.AttemptsLeft),
        SecretVerdict.Locked => new TransferOutcome(OutcomeCode.PinLocked, RetryAfter: check.RetryAfter),
        SecretVerdict.Busy => new TransferOutcome(OutcomeCode.Busy, RetryAfter: TimeSpan.FromSeconds(1)),
        SecretVerdict.UnknownUser => new TransferOutcome(OutcomeCode.CallerNotFound),
        _ => new TransferOutcome(OutcomeCode.Unavailable, RetryAfter: TimeSpan.FromSeconds(1)),
    };
}

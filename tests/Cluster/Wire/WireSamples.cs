using System.Reflection;
using Orleans.Serialization.Invocation;
using Wallet.Core;
using Wallet.Grains;
using Wallet.Grains.Abstractions;

namespace Wallet.Cluster.Tests.Wire;

/// <summary>A request or an answer of every kind, and what is stored. A sample never changes, for the bytes of older
/// programs are of it: what is new gets another sample.</summary>
internal static class WireSamples
{
    private static readonly WalletId Asha = WalletId.Parse("asha@wallet"), Ben = WalletId.Parse("ben@wallet");
    private static readonly IdempotencyKey Key = IdempotencyKey.Parse("k/~!");
    private static readonly UserId User = new(Guid.Parse("01a2032e-42e8-72b5-a44b-e0dff19d9b35"));
    private static readonly TransferId Id = new(Guid.Parse("01a2032e-45ce-7f4c-89a2-3a268c6c0783"));
    private static readonly TransferId Other = new(Guid.Parse("01a2032e-4528-74e0-86e8-2c504241549b"));
    private static readonly Timestamp Then = new(1_764_000_000_123_456);
    private static readonly Amount Much = Amount.From(Limits.MaxAmountMinor);

    private static Note SomeNote => Note.TryParse("Rent 🏠", out var note) ? note : throw new FormatException();

    private static EmailAddress Email =>
        EmailAddress.TryParse("asha@example.com", out var email) ? email : throw new FormatException();

    private static Transfer SomeTransfer => new(
        Id, Asha, Ben, Much, 5, Limits.MaxAmountMinor, Then, SomeNote, Operation.Reversal, Other);

    private static Transfer SomeHold => new(
        Id, Asha, WalletId.Escrow, Much, 5, Limits.MaxAmountMinor, Then, SomeNote, Operation.Hold, null,
        new HoldTerms(Asha, Ben, Then.Plus(TimeSpan.FromDays(7))));

    private static PaymentRequest SomeRequest => new(
        new RequestId(Id.Value), Ben, Asha, Much, SomeNote, PaymentRequestState.Open, Then, Then);

    /// <summary>All, by name.</summary>
    public static IReadOnlyDictionary<string, object> All { get; } = new Dictionary<string, object>
    {
        ["ask transfer"] = Call<ITransferGrain>(
            "transfer", new TransferOrder(User, Ben, Much, Pin("2580"), SomeNote, Key)),
        ["ask transfer, without a note"] = Call<ITransferGrain>(
            "transfer", new TransferOrder(User, Ben, Amount.From(1), Pin("123456"), null, Key)),
        ["ask refund"] = Call<ITransferGrain>(
            "refund", new RefundOrder(User, Id.Value, 7, Pin("2580"), SomeNote, Key)),
        ["ask refund of all"] = Call<ITransferGrain>(
            "refund", new RefundOrder(User, Id.Value, null, Pin("2580"), null, Key)),
        ["ask hold"] = Call<ITransferGrain>(
            "hold", new HoldOrder(User, Ben, Much, 604_800, Pin("2580"), SomeNote, Key)),
        ["ask capture"] = Call<ITransferGrain>("capture", new CaptureOrder(User, Id.Value, 7, Key)),
        ["ask capture of all"] = Call<ITransferGrain>("capture", new CaptureOrder(User, Id.Value, null, Key)),
        ["ask release"] = Call<ITransferGrain>("release", new CaptureOrder(User, Id.Value, null, Key)),
        ["ask set-limits"] = Call<ITransferGrain>(
            "set-limits", new LimitsOrder(User, 7, Limits.MaxBalanceMinor, Pin("2580"))),
        ["ask set-limits to none"] = Call<ITransferGrain>("set-limits", new LimitsOrder(User, null, null, Pin("2580"))),
        ["ask pay-request"] = Call<ITransferGrain>(
            "pay-request", new RequestPaymentOrder(User, Id.Value, Pin("2580"))),
        ["ask deposit"] = Call<ITransferGrain>("deposit", User, Much, Key),
        ["ask change-pin"] = Call<ITransferGrain>("change-pin", User, Pin("2580"), Pin("7391")),
        ["ask begin"] = Call<ISignInLockoutGrain>("begin", Email, "203.0.113.7"),
        ["ask succeed"] = Call<ISignInLockoutGrain>("succeed", Email, "203.0.113.7"),
        ["ask is-ready"] = Call<ICommitterHealthGrain>("is-ready"),
        ["ask commit"] = Call<ILedgerGrain>("commit", (object)new[]
        {
            LedgerCommand.Transfer(Asha, Ben, Much, SomeNote, Key, Id), LedgerCommand.Deposit(Asha, Much, Key, Other),
            LedgerCommand.Reversal(SomeTransfer, Amount.Rest, SomeNote, Key, Other),
        }),
        ["ask commit, of holds"] = Call<ILedgerGrain>("commit", (object)new[]
        {
            LedgerCommand.PlaceHold(Asha, Ben, Much, TimeSpan.FromMinutes(1), SomeNote, Key, Id),
            LedgerCommand.Capture(SomeHold.Hold!.Receiver, SomeHold.Id, Amount.Rest, Key, Other),
            LedgerCommand.ReleaseExpired(SomeHold, Other),
        }),
        ["ask commit, of what names a transfer"] = Call<ILedgerGrain>("commit", (object)new[]
        {
            LedgerCommand.Refund(Asha, Id, Much, SomeNote, Key, Other),
            LedgerCommand.Release(Asha, Id, Key, Other),
        }),
        ["ask commit, by an operator"] = Call<ILedgerGrain>("commit", (object)new[]
        {
            LedgerCommand.Reversal(SomeTransfer, Much, SomeNote, Key, Other, new OperatorKeyId(Id.Value)),
        }),
        ["ask commit of what pays a request"] = Call<ILedgerGrain>("commit", (object)new[]
        {
            LedgerCommand.RequestPayment(SomeRequest, Other),
        }),
        ["ask look-at-pin"] = Call<ITransferGrain>("look-at-pin", User),
        ["ask unlock-pin"] = Call<ITransferGrain>("unlock-pin", User),
        ["ask look"] = Call<ISignInLockoutGrain>("look", Email),
        ["ask unlock"] = Call<ISignInLockoutGrain>("unlock"),
        ["ask reverse"] = Call<IOperatorGrain>(
            "reverse", new ReversalOrder(Id.Value, 7, SomeNote, Key, Other.Value)),
        ["ask start of an audit"] = Call<IAuditGrain>("start"),
        ["ask look at audits"] = Call<IAuditGrain>("look"),
        ["ask start of an audit that is due"] = Call<IAuditGrain>("start-due"),
        ["ask start of a backup that is due"] = Call<IBackupGrain>("start-due"),
        ["ask look at backups"] = Call<IBackupGrain>("look"),
        ["answer to a transfer"] = Response.FromResult(
            new TransferOutcome(OutcomeCode.Committed, SomeTransfer, true, null, null)),
        ["answer to a wrong PIN"] = Response.FromResult(
            new TransferOutcome(OutcomeCode.WrongPin, null, false, 4, TimeSpan.FromSeconds(9))),
        ["answer to a refund"] = Response.FromResult(
            new TransferOutcome(OutcomeCode.RefundExceeds, null, false, null, null, 7)),
        ["answer to a hold"] = Response.FromResult(new TransferOutcome(OutcomeCode.Committed, SomeHold)),
        ["answer to a capture"] = Response.FromResult(
            new TransferOutcome(OutcomeCode.HoldExceeds, null, false, null, null, 7)),
        ["answer to a commit of holds"] = Response.FromResult(new[]
        {
            new Decision(OutcomeCode.Committed, SomeHold), new Decision(OutcomeCode.HoldExpired),
        }),
        ["answer to a transfer beyond a limit"] = Response.FromResult(
            new TransferOutcome(OutcomeCode.LimitExceeded, null, true, null, null, 7, Then)),
        ["answer to set-limits"] = Response.FromResult(LimitsReply.Of(new LimitsResult(
            new SecretCheck(SecretVerdict.Verified),
            new SpendingView(
                new SpendingLimits(5, null), new PendingLimits(new SpendingLimits(null, 9), Then), 7, Then)))),
        ["answer to set-limits with a wrong PIN"] = Response.FromResult(LimitsReply.Of(
            new LimitsResult(new SecretCheck(SecretVerdict.Wrong, 3)))),
        ["answer to a commit beyond a limit"] = Response.FromResult(new[]
        {
            new Decision(OutcomeCode.LimitExceeded, null, false, 7, Then),
        }),
        ["answer to a commit"] = Response.FromResult(new[]
        {
            new Decision(OutcomeCode.Committed, SomeTransfer, true), new Decision(OutcomeCode.InsufficientFunds),
            new Decision(OutcomeCode.RefundExceeds, null, false, 7),
        }),
        ["answer to pay-request"] = Response.FromResult(
            new TransferOutcome(OutcomeCode.RequestClosed, RequestState: PaymentRequestState.Expired)),
        ["answer to a commit of what pays a request"] = Response.FromResult(new[]
        {
            new Decision(OutcomeCode.RequestClosed, RequestState: PaymentRequestState.Declined),
        }),
        ["answer to change-pin"] = Response.FromResult(
            new SecretCheck(SecretVerdict.Wrong, 3, TimeSpan.FromMinutes(15))),
        ["answer to begin"] = Response.FromResult(new SignInPermit(SignInVerdict.Locked, TimeSpan.FromMinutes(15))),
        ["answer to look-at-pin"] = Response.FromResult(new PinLock(Then)),
        ["answer to look"] = Response.FromResult(new SignInLock(Then, 2)),
        ["answer to reverse"] = Response.FromResult(new Decision(OutcomeCode.Committed, SomeTransfer, true)),
        ["answer to start of an audit"] = Response.FromResult<Timestamp?>(Then),
        ["answer to look at audits"] = Response.FromResult(new AuditState(Then, null)),
        ["answer to look at audits, with heads"] = Response.FromResult(new AuditState(null, Then, Then)),
        ["answer to look at backups"] = Response.FromResult(
            new BackupState(Then, Then, "why", new BackupCopy(Then, Then, 7, "file", true))),
        ["answer yes"] = Response.FromResult(true),
        ["stored lockouts"] = Book(),
    };

    /// <summary>What travels for an object, or lies in a row.</summary>
    public static byte[] Bytes(object sample) => WireTypes.Serializer.SerializeToArray(sample);

    private static IInvokable Call<TGrain>(string alias, params object[] arguments)
    {
        var call = WireTypes.Calls.Select(WireTypes.Call).Single(call => call.GetInterfaceType() == typeof(TGrain)
            && call.GetMethod().GetCustomAttribute<AliasAttribute>()?.Alias == alias);
        for (var i = 0; i < arguments.Length; i++)
            call.SetArgument(i, arguments[i]);
        return call;
    }

    private static Pin Pin(string digits) =>
        Core.Pin.TryParse(digits, out var pin) ? pin : throw new FormatException();

    private static LockoutBook Book()
    {
        var book = new LockoutBook();
        book.Subjects["pin:1"] = new LockoutState(3, new Timestamp(7), null);
        book.Subjects["pin:2"] = new LockoutState(1, null, Then);
        return book;
    }
}

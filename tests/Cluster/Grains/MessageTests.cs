using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Wallet.Core;
using Wallet.Grains;
using Wallet.Grains.Abstractions;

namespace Wallet.Cluster.Tests.Grains;

/// <summary>What travels between processes arrives as it left, and what is secret in it does not print.</summary>
public sealed class MessageTests
{
    private static readonly Serializer Serializer = new ServiceCollection().AddSerializer().BuildServiceProvider()
        .GetRequiredService<Serializer>();

    private static readonly WalletId Wallet = WalletId.Parse("asha@wallet");
    private static readonly TransferId Id = new(Guid.CreateVersion7());

    private static Note SomeNote => Note.TryParse("Rent 🏠 \u202e", out var note)
        ? note
        : throw new InvalidOperationException();

    private static Pin SomePin => Pin.TryParse("2580", out var pin) ? pin : throw new InvalidOperationException();

    private static T Sent<T>(T message) => Serializer.Deserialize<T>(Serializer.SerializeToArray(message))!;

    [Fact]
    public void Commands_arrive_as_they_left()
    {
        foreach (var note in (Note?[])[null, SomeNote, Note.TryParse("", out var empty) ? empty : null])
        {
            var command = LedgerCommand.Transfer(Wallet, WalletId.Parse("b@wallet"), Amount.From(Limits.MaxAmountMinor),
                note, IdempotencyKey.Parse("k/~!"), Id);
            Assert.Equal([command, command], Sent(new[] { command, command }));
        }

        var deposit = LedgerCommand.Deposit(Wallet, Amount.From(1), IdempotencyKey.Parse("k"), Id);
        Assert.Equal(deposit, Sent(deposit));
        var linked = deposit with { Amount = Amount.Rest, Link = new TransferId(Guid.CreateVersion7()) };
        Assert.Equal(linked, Sent(linked));
        var operators = linked with { By = new OperatorKeyId(Guid.CreateVersion7()) };
        Assert.Equal(operators, Sent(operators));
        var hold = LedgerCommand.PlaceHold(
            Wallet, WalletId.Parse("b@wallet"), Amount.From(5), TimeSpan.FromSeconds(61), null,
            IdempotencyKey.Parse("k"), Id);
        Assert.Equal(hold, Sent(hold));
    }

    [Fact]
    public void Decisions_and_outcomes_arrive_as_they_left()
    {
        var transfer =
            new Transfer(
                Id, WalletId.Issuer, Wallet, Amount.From(5), -5, 5, new Timestamp(1_234_567), SomeNote,
                Operation.Deposit, new TransferId(Guid.CreateVersion7()));
        var hold = transfer with { Hold = new HoldTerms(Wallet, WalletId.Parse("b@wallet"), new Timestamp(9)) };
        Assert.Equal(new Decision(OutcomeCode.Committed, hold), Sent(new Decision(OutcomeCode.Committed, hold)));
        foreach (var code in Enum.GetValues<OutcomeCode>())
        {
            var decision = new Decision(code, code == OutcomeCode.Committed ? transfer : null, Replayed: true, 7);
            Assert.Equal(decision, Sent(decision));
            var outcome = new TransferOutcome(code, decision.Transfer, false, 3, TimeSpan.FromSeconds(2), 9);
            Assert.Equal(outcome, Sent(outcome));
        }

        foreach (var state in Enum.GetValues<PaymentRequestState>())
        {
            var decision = new Decision(OutcomeCode.RequestClosed, RequestState: state);
            Assert.Equal(decision, Sent(decision));
            Assert.Equal(TransferOutcome.From(decision), Sent(TransferOutcome.From(decision)));
        }
    }

    [Fact]
    public void Verdicts_and_lockout_states_arrive_as_they_left()
    {
        foreach (var verdict in Enum.GetValues<SecretVerdict>())
        {
            var check = new SecretCheck(verdict, 4, TimeSpan.FromMinutes(15));
            Assert.Equal(check, Sent(check));
        }

        var book = new LockoutBook();
        book.Subjects["pin:1"] = new LockoutState(3, new Timestamp(7), null);
        book.Subjects["pin:2"] = new LockoutState(1, null, new Timestamp(9));
        Assert.Equal(book.Subjects, Sent(book).Subjects);
        Assert.Equal(new SignInPermit(SignInVerdict.Locked, TimeSpan.FromSeconds(9)),
            Sent(new SignInPermit(SignInVerdict.Locked, TimeSpan.FromSeconds(9))));
    }

    [Fact]
    public void Limits_arrive_as_they_are()
    {
        var pending = new PendingLimits(new SpendingLimits(null, 9), new Timestamp(7));
        foreach (var view in new[]
        {
            new SpendingView(new SpendingLimits(5, null), pending, 3, new Timestamp(8)),
            new SpendingView(SpendingLimits.None, null, 0, new Timestamp(8)),
        })
        {
            var result = new LimitsResult(new SecretCheck(SecretVerdict.Verified), view);
            Assert.Equal(result, Sent(LimitsReply.Of(result)).ToResult());
        }

        var wrong = new LimitsResult(new SecretCheck(SecretVerdict.Wrong, 3));
        Assert.Equal(wrong, Sent(LimitsReply.Of(wrong)).ToResult());
        var decision = new Decision(OutcomeCode.LimitExceeded, null, true, 7, new Timestamp(8));
        Assert.Equal(decision, Sent(decision));
        Assert.Equal(TransferOutcome.From(decision), Sent(TransferOutcome.From(decision)));
    }

    [Fact]
    public void Secrets_arrive_and_do_not_print()
    {
        var order = new TransferOrder(
            new UserId(Guid.NewGuid()), Wallet, Amount.From(7), SomePin, SomeNote, IdempotencyKey.Parse("a/b//c"));
        var arrived = Sent(order);
        Assert.Equal("2580", arrived.Pin.Reveal);
        Assert.Equal(order with { Pin = arrived.Pin }, arrived);
        Assert.DoesNotContain("2580", order.ToString(), StringComparison.Ordinal);
        var refund = new RefundOrder(order.User, Id.Value, null, SomePin, null, order.Key);
        Assert.Equal("2580", Sent(refund).Pin.Reveal);
        Assert.Equal(refund with { Pin = order.Pin }, Sent(refund) with { Pin = order.Pin });
        Assert.DoesNotContain("2580", refund.ToString(), StringComparison.Ordinal);
        var limits = new LimitsOrder(order.User, null, 0, SomePin);
        Assert.Equal("2580", Sent(limits).Pin.Reveal);
        Assert.Equal(limits with { Pin = order.Pin }, Sent(limits) with { Pin = order.Pin });
        Assert.DoesNotContain("2580", limits.ToString(), StringComparison.Ordinal);

        var hold = new HoldOrder(order.User, Wallet, Amount.From(5), 60, SomePin, null, order.Key);
        Assert.Equal(hold with { Pin = order.Pin }, Sent(hold) with { Pin = order.Pin });
        Assert.DoesNotContain("2580", hold.ToString(), StringComparison.Ordinal);
        var capture = new CaptureOrder(order.User, Id.Value, null, order.Key);
        Assert.Equal(capture, Sent(capture));

        var payment = new RequestPaymentOrder(order.User, Id.Value, SomePin);
        Assert.Equal("2580", Sent(payment).Pin.Reveal);
        Assert.Equal(payment with { Pin = order.Pin }, Sent(payment) with { Pin = order.Pin });
        Assert.DoesNotContain("2580", payment.ToString(), StringComparison.Ordinal);

        Assert.True(EmailAddress.TryParse("asha@example.com", out var email));
        Assert.Equal(email, Sent(email));
        Assert.DoesNotContain("asha", GrainKeys.SignInLockout(email), StringComparison.Ordinal);
    }
}

using Xunit;
using static Wallet.Core.OutcomeCode;

namespace Wallet.Core.Tests;

/// <summary>
/// One table of outcomes: what applies to a transfer, in order of precedence, and what it leads to. The first that
/// applies is the outcome, whatever else does. Each row runs through the real chain, lockout, gate, committer and
/// ledger.
/// </summary>
public sealed class OutcomeTable
{
    private static readonly OutcomeCode[][] Table =
    [
        [Committed],

        [SelfTransfer],
        [SelfTransfer, PinLocked],
        [SelfTransfer, WrongPin],
        [SelfTransfer, TransferInProgress],
        [SelfTransfer, IdempotencyKeyReused],
        [SelfTransfer, WalletFrozen, InsufficientFunds],
        [SelfTransfer, LimitExceeded],
        [SelfTransfer, PinLocked, WrongPin, TransferInProgress, WalletFrozen, InsufficientFunds],

        [TransferNotFound],
        [TransferNotFound, PinLocked],
        [TransferNotFound, WrongPin],
        [TransferNotFound, TransferInProgress],
        [TransferNotFound, IdempotencyKeyReused],
        [TransferNotFound, WalletFrozen, InsufficientFunds],

        [NotRefundable],
        [NotRefundable, PinLocked],
        [NotRefundable, WrongPin],
        [NotRefundable, TransferInProgress],
        [NotRefundable, IdempotencyKeyReused],
        [NotRefundable, WalletFrozen, InsufficientFunds],

        [PinLocked],
        [PinLocked, WrongPin],
        [PinLocked, TransferInProgress],
        [PinLocked, IdempotencyKeyReused],
        [PinLocked, ReceiverNotFound, InsufficientFunds],
        [PinLocked, WrongPin, WalletFrozen, InsufficientFunds, BalanceLimit],
        [PinLocked, RefundExceeds],
        [PinLocked, LimitExceeded],
        [PinLocked, RequestClosed],

        [WrongPin],
        [WrongPin, TransferInProgress],
        [WrongPin, IdempotencyKeyReused],
        [WrongPin, ReceiverNotFound],
        [WrongPin, WalletFrozen],
        [WrongPin, InsufficientFunds, BalanceLimit],
        [WrongPin, RefundExceeds],
        [WrongPin, LimitExceeded],
        [WrongPin, RequestClosed],

        [TransferInProgress],
        [TransferInProgress, ReceiverNotFound],
        [TransferInProgress, WalletFrozen],
        [TransferInProgress, InsufficientFunds, BalanceLimit],
        [TransferInProgress, RefundExceeds],
        [TransferInProgress, HoldExpired],
        [TransferInProgress, HoldClosed],
        [TransferInProgress, HoldExceeds],
        [TransferInProgress, LimitExceeded],
        [TransferInProgress, RequestClosed],
        [TransferInProgress, Busy],
        [TransferInProgress, OutcomeUnknown],

        [IdempotencyKeyReused],
        [IdempotencyKeyReused, ReceiverNotFound],
        [IdempotencyKeyReused, WalletFrozen],
        [IdempotencyKeyReused, InsufficientFunds],
        [IdempotencyKeyReused, BalanceLimit],
        [IdempotencyKeyReused, WalletFrozen, InsufficientFunds, BalanceLimit],
        [IdempotencyKeyReused, RefundExceeds],
        [IdempotencyKeyReused, HoldExpired],
        [IdempotencyKeyReused, HoldClosed],
        [IdempotencyKeyReused, HoldExceeds],
        [IdempotencyKeyReused, LimitExceeded],
        [IdempotencyKeyReused, RequestClosed],

        [ReceiverNotFound],
        [ReceiverNotFound, WalletFrozen],
        [ReceiverNotFound, InsufficientFunds],
        [ReceiverNotFound, LimitExceeded],
        [ReceiverNotFound, WalletFrozen, InsufficientFunds],

        [WalletFrozen],
        [WalletFrozen, InsufficientFunds],
        [WalletFrozen, BalanceLimit],
        [WalletFrozen, InsufficientFunds, BalanceLimit],
        [WalletFrozen, RefundExceeds],
        [WalletFrozen, HoldExpired],
        [WalletFrozen, HoldClosed],
        [WalletFrozen, HoldExceeds],
        [WalletFrozen, LimitExceeded],
        [WalletFrozen, RequestClosed],

        [InsufficientFunds],
        [InsufficientFunds, BalanceLimit],
        [InsufficientFunds, RefundExceeds],
        [InsufficientFunds, LimitExceeded],
        [InsufficientFunds, RequestClosed],

        [BalanceLimit],
        [BalanceLimit, RefundExceeds],
        [BalanceLimit, HoldExpired],
        [BalanceLimit, HoldClosed],
        [BalanceLimit, HoldExceeds],
        [BalanceLimit, LimitExceeded],
        [BalanceLimit, RequestClosed],

        [RefundExceeds],

        [HoldExpired],
        [HoldExpired, HoldExceeds],

        [HoldClosed],
        [HoldClosed, HoldExceeds],

        [HoldExceeds],

        [LimitExceeded],
        [LimitExceeded, RequestClosed],

        [RequestClosed],

        [TooManyParts],

        [Busy],
        [Unavailable],
        [OutcomeUnknown],
        [CallerNotFound],
    ];

    /// <summary>The rows of the table: all that applies, in the order of precedence; each with a PIN that is to be
    /// verified and with one that is remembered, which takes another way.</summary>
    public static IEnumerable<TheoryDataRow<OutcomeCode[], bool>> Rows => Table.SelectMany(static row =>
        ((bool[])[false, true]).Select(remembered => new TheoryDataRow<OutcomeCode[], bool>(row, remembered)));

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task The_first_refusal_that_applies_is_the_outcome_and_is_recorded_if_it_is_the_ledgers(
        OutcomeCode[] applying, bool remembered)
    {
        await using var scene = await OutcomeScene.WithAsync(applying, remembered);
        var before = await scene.FindKeyAsync();

        var outcome = await scene.SendAsync();

        Assert.Equal(applying[0], outcome.Code);
        Assert.Equal(outcome.Code == Committed, outcome.Transfer is not null);
        var after = await scene.FindKeyAsync();
        if (outcome.Code.IsRecorded() && (outcome.Code == Committed || scene.RecordsRefusals))
            Assert.Equal((outcome.Code, outcome.Transfer), (after!.Code, after.Transfer));
        else
            Assert.Equal(before, after);
    }

    [Fact]
    public void Every_outcome_has_a_row_of_its_own() => Assert.Equal(
        Enum.GetValues<OutcomeCode>(),
        Table.Where(static row => row.Length == 1).Select(static row => row[0]));

    [Fact]
    public void Rows_are_in_order_of_precedence()
    {
        Assert.All(Table, static row => Assert.Equal(row.Order(), row));
        Assert.Equal(Table.Select(static row => row[0]).Order(), Table.Select(static row => row[0]));
    }

    [Fact]
    public void Every_refusal_meets_every_later_one_that_can_apply_with_it()
    {
        // Refusals of a transfer, of a refund, of a capture, and of paying a request. What can't be true at once is
        // left out: a transfer to oneself has its receiver, and its balance is its own; a key with a record is
        // replayed, not in progress; a receiver that is missing has no balance; who is refunded is there; of a hold
        // that has expired, that is said whether anything is left of it or not. What too many parts meet stands in
        // HoldTests and RefundTests, where a thousand of them cost nothing.
        OutcomeCode[] common =
            [PinLocked, WrongPin, TransferInProgress, IdempotencyKeyReused, WalletFrozen, InsufficientFunds];
        OutcomeCode[][] requests =
        [
            [SelfTransfer, ReceiverNotFound, BalanceLimit, LimitExceeded, .. common],
            [BalanceLimit, RefundExceeds, .. common],
            [TransferNotFound, .. common], [NotRefundable, .. common],
            [
                TransferInProgress, IdempotencyKeyReused, WalletFrozen, BalanceLimit, HoldExpired, HoldClosed,
                HoldExceeds,
            ],
            [BalanceLimit, LimitExceeded, RequestClosed, .. common],
        ];
        var impossible = new HashSet<(OutcomeCode, OutcomeCode)>
        {
            (SelfTransfer, ReceiverNotFound), (SelfTransfer, BalanceLimit), (TransferInProgress, IdempotencyKeyReused),
                (ReceiverNotFound, BalanceLimit), (HoldExpired, HoldClosed),
        };
        var met = Table.SelectMany(static row => row.Skip(1).Select(later => (row[0], later))).ToHashSet();

        var missing = requests
            .SelectMany(static refusals => refusals.SelectMany(
                first => refusals.Where(later => later > first).Select(later => (first, later))))
            .Where(pair => !impossible.Contains(pair) && !met.Contains(pair));
        Assert.Empty(missing);
    }

    [Fact]
    public void What_is_recorded_is_what_the_ledger_decides() => Assert.Equal(
        [Committed, ReceiverNotFound, WalletFrozen, InsufficientFunds, BalanceLimit, RefundExceeds, HoldExpired,
            HoldClosed, HoldExceeds, LimitExceeded, TooManyParts],
        Enum.GetValues<OutcomeCode>().Where(static code => code.IsRecorded()));
}

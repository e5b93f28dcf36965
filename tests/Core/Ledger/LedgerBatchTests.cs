using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>The rules of money by themselves, to the last unit, without a ledger around them: what one of them would
/// hide by refusing too is seen here.</summary>
public sealed class LedgerBatchTests
{
    private static readonly Timestamp Now = Timestamp.From(FakeTime.Start);
    private static readonly WalletId Ada = Commands.Wallet("ada"), Bob = Commands.Wallet("bob");

    [Theory]
    [InlineData(0)]
    [InlineData(Limits.MaxBatch + 1)]
    public void A_batch_of_no_or_too_many_commands_is_an_error(int count)
    {
        var error = Assert.Throws<ArgumentException>(() =>
            new LedgerBatch([.. Enumerable.Range(0, count).Select(static _ => Commands.Transfer(Ada, Bob, 1))]));

        Assert.Equal("A batch holds 1 to 512 commands. (Parameter 'commands')", error.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Limits.MaxBatch)]
    public void A_batch_of_one_or_of_as_many_as_there_may_be_is_decided(int count)
    {
        var batch = new LedgerBatch([.. Enumerable.Range(0, count).Select(static _ => Commands.Transfer(Ada, Bob, 1))]);
        Tell(batch, Wallet(Ada, 512), Wallet(Bob, 0));

        Assert.All(batch.Decide(Now), static decision => Assert.Equal(OutcomeCode.Committed, decision.Code));
        Assert.Equal(count, batch.Records.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(250)]
    [InlineData(Limits.MaxAmountMinor)]
    public void The_whole_balance_can_be_paid_and_nothing_beyond_it(long balanceMinor)
    {
        var (ada, bob) = (Wallet(Ada, balanceMinor), Wallet(Bob, 0));
        Assert.Equal(OutcomeCode.Committed, Decide(Commands.Transfer(Ada, Bob, balanceMinor), ada, bob).Code);
        Assert.Equal((0, balanceMinor), (ada.BalanceMinor, bob.BalanceMinor));

        (ada, bob) = (Wallet(Ada, balanceMinor - 1), Wallet(Bob, 0));
        Assert.Equal(OutcomeCode.InsufficientFunds, Decide(Commands.Transfer(Ada, Bob, balanceMinor), ada, bob).Code);
        Assert.Equal((balanceMinor - 1, 0), (ada.BalanceMinor, bob.BalanceMinor));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Limits.MaxAmountMinor)]
    public void A_balance_may_stand_exactly_at_its_limit_and_not_beyond_it(long amountMinor)
    {
        foreach (var (command, sender) in new[] {
            (Commands.Transfer(Ada, Bob, amountMinor), Ada), (Commands.Deposit(Bob, amountMinor), WalletId.Issuer) })
        {
            var bob = Wallet(Bob, Limits.MaxBalanceMinor - amountMinor);
            Assert.Equal(OutcomeCode.Committed, Decide(command, Wallet(sender, amountMinor), bob).Code);
            Assert.Equal(Limits.MaxBalanceMinor, bob.BalanceMinor);

            bob = Wallet(Bob, Limits.MaxBalanceMinor - amountMinor + 1);
            Assert.Equal(OutcomeCode.BalanceLimit, Decide(command, Wallet(sender, amountMinor), bob).Code);
            Assert.Equal(Limits.MaxBalanceMinor - amountMinor + 1, bob.BalanceMinor);
        }
    }

    [Fact]
    public void The_issuer_may_owe_as_much_as_64_bits_hold_and_no_more()
    {
        var (issuer, bob) = (Wallet(WalletId.Issuer, long.MinValue + 100), Wallet(Bob, 0));
        Assert.Equal(OutcomeCode.Committed, Decide(Commands.Deposit(Bob, 100), issuer, bob).Code);
        Assert.Equal((long.MinValue, 100), (issuer.BalanceMinor, bob.BalanceMinor));

        (issuer, bob) = (Wallet(WalletId.Issuer, long.MinValue + 99), Wallet(Bob, 0));
        Assert.Equal(OutcomeCode.BalanceLimit, Decide(Commands.Deposit(Bob, 100), issuer, bob).Code);
        Assert.Equal((long.MinValue + 99, 0), (issuer.BalanceMinor, bob.BalanceMinor));
    }

    [Fact]
    public void A_transfer_to_oneself_is_an_error_here()
    {
        var error =
            Assert.Throws<InvalidOperationException>(() => Decide(Commands.Transfer(Ada, Ada, 1), Wallet(Ada, 10)));

        Assert.Equal("A transfer to oneself reached the ledger.", error.Message);
    }

    [Theory]
    [InlineData(Limits.MaxBalanceMinor + 2, 0)]
    [InlineData(10, -2)]
    public void A_balance_that_was_outside_its_limits_before_is_not_worked_on(long senderMinor, long receiverMinor)
    {
        // Only a ledger that has been tampered with, or has a defect, can hold one.
        var error = Assert.Throws<InvalidOperationException>(
            () => Decide(Commands.Transfer(Ada, Bob, 1), Wallet(Ada, senderMinor), Wallet(Bob, receiverMinor)));

        Assert.Equal("A balance left its limits after it had been checked.", error.Message);
    }

    [Fact]
    public void A_chain_whose_sequence_is_used_up_is_not_gone_on_with() => Assert.Throws<OverflowException>(
        () => Decide(Commands.Transfer(Ada, Bob, 1), Wallet(Ada, 10, sequence: long.MaxValue), Wallet(Bob, 0)));

    [Fact]
    public void A_wallet_is_to_be_written_once_however_often_it_changes_and_not_at_all_if_it_does_not()
    {
        var (ada, bob, eve, unchanged) =
            (Wallet(Ada, 10), Wallet(Bob, 0), Wallet(Commands.Wallet("eve"), 0), Wallet(Commands.Wallet("mallory"), 5));
        var batch = new LedgerBatch(
        [
            Commands.Transfer(unchanged.Id, Ada, 6),
            Commands.Transfer(Ada, Bob, 4),
            Commands.Transfer(Bob, Ada, 1),
            Commands.Transfer(Ada, eve.Id, 1),
            Commands.Transfer(eve.Id, Bob, 1),
        ]);
        Tell(batch, ada, bob, eve, unchanged);

        var decisions = batch.Decide(Now);

        Assert.Equal(OutcomeCode.InsufficientFunds, decisions[0].Code);
        Assert.All(decisions[1..], static decision => Assert.Equal(OutcomeCode.Committed, decision.Code));
        Assert.Equal([ada, bob, eve], batch.ChangedWallets);
        Assert.Equal(
            [true, true, true, false], new[] { ada, bob, eve, unchanged }.Select(static wallet => wallet.Changed));
        Assert.Equal([6, 4, 0, 5], new[] { ada, bob, eve, unchanged }.Select(static wallet => wallet.BalanceMinor));
    }

    [Fact]
    public void A_key_is_its_callers_and_what_it_led_to_in_a_batch_is_replayed_to_its_later_commands()
    {
        var first = Commands.Transfer(Ada, Bob, 4, "key");
        var batch = new LedgerBatch(
        [
            first, Commands.Transfer(Bob, Ada, 1, "key"), first.Again(), Commands.Transfer(Ada, Bob, 5, "key"),
            Commands.Transfer(Ada, Bob, 8, "other"), Commands.Transfer(Ada, Bob, 8, "other"),
        ]);
        var (ada, bob) = (Wallet(Ada, 10), Wallet(Bob, 0));
        Tell(batch, ada, bob);

        Assert.Equal(
            [(OutcomeCode.Committed, false), (OutcomeCode.Committed, false), (OutcomeCode.Committed, true),
                (OutcomeCode.IdempotencyKeyReused, false), (OutcomeCode.InsufficientFunds, false),
                (OutcomeCode.InsufficientFunds, true)],
            batch.Decide(Now).Select(static decision => (decision.Code, decision.Replayed)));
        Assert.Equal((7, 3, 3), (ada.BalanceMinor, bob.BalanceMinor, batch.Records.Count));
    }

    [Fact]
    public void Whoever_is_not_there_has_no_record()
    {
        var paid = new Transfer(
            TransferId.New(TimeProvider.System), Ada, Bob, Amount.From(1), 0, 1, Now, null, Operation.Transfer);
        foreach (var command in (LedgerCommand[])[Commands.Transfer(Ada, Bob, 1), Commands.Reversal(paid)])
        {
            // The sender of the transfer is the caller; that of the reversal is not.
            var batch = new LedgerBatch([command]);
            Tell(batch, Wallet(command.Receiver, 0), Wallet(WalletId.Issuer, 0));
            Assert.Equal(new Decision(OutcomeCode.CallerNotFound), Assert.Single(batch.Decide(Now)));
            Assert.Empty(batch.Records);
        }
    }

    [Fact]
    public void A_transfer_that_is_referred_to_is_asked_for_once_and_only_if_it_is_still_needed()
    {
        var paid = Paid();
        var refund = Commands.Refund(paid, 1);
        var batch = new LedgerBatch([refund, Commands.Reversal(paid), Commands.Transfer(Ada, Bob, 1)]);
        Assert.Equal([paid.Id], batch.FindLinks());
        Assert.Empty(batch.FindRequests());
        // What a user asks for again is the same request only if it is about the same transfer.
        batch.FoundKey(0, new KeyRecord(refund.CompletedBy(paid).Fingerprint, OutcomeCode.RefundExceeds, null, 0));
        batch.FoundKey(1, new KeyRecord(Commands.Reversal(paid).Fingerprint, OutcomeCode.RefundExceeds, null, 0));
        Assert.Equal([paid.Id], batch.FindLinks());

        batch = new LedgerBatch([Commands.Reversal(paid)]);
        batch.FoundKey(0, new KeyRecord(Commands.Reversal(paid).Fingerprint, OutcomeCode.RefundExceeds, null, 0));
        Assert.Empty(batch.FindLinks());

        // What the ledger did not tell is an error here, if whoever asks has looked.
        batch = new LedgerBatch([Commands.Reversal(paid)]);
        Tell(batch, Wallet(WalletId.Issuer, 0), Wallet(Ada, 0), Wallet(Bob, 10));
        Assert.Equal("A reversal reached the ledger that refers to nothing there is.",
            Assert.Throws<InvalidOperationException>(() => batch.Decide(Now)).Message);
    }

    [Fact]
    public void The_wallets_of_a_batch_are_asked_for_once_and_whom_to_give_back_to_when_it_is_known()
    {
        var (paid, eve) = (Paid(), Commands.Wallet("eve"));
        var known = Commands.Transfer(eve, Ada, 1);
        var batch = new LedgerBatch(
            [Commands.Refund(paid, 1), Commands.Refund(paid, 2), known, Commands.Hold(eve, Commands.Wallet("joe"), 1)]);
        batch.FoundKey(2, new KeyRecord(known.Fingerprint, OutcomeCode.InsufficientFunds, null));
        Assert.Equal([Bob, eve, WalletId.Escrow, Commands.Wallet("joe")], batch.FindWallets());
        Assert.True(batch.Commands[0].IsOpen);

        batch.FoundLinked(new LinkedTransfer(paid, 0));
        batch.FoundWallet(Wallet(Bob, 10));
        Assert.Equal([Ada, eve, WalletId.Escrow, Commands.Wallet("joe")], batch.FindWallets());
        Assert.All(batch.Commands, static command => Assert.False(command.IsOpen));
        Assert.Equal(
            (Ada, Fingerprint.Of(Operation.Refund, Ada, Amount.From(2), null, paid.Id)),
            (batch.Commands[1].Receiver, batch.Commands[1].Fingerprint));
    }

    [Fact]
    public void What_a_user_names_and_may_not_have_is_refused_and_not_recorded()
    {
        var (paid, eve) = (Paid(), Commands.Wallet("eve"));
        var hold = paid with
        {
            Id = TransferId.New(TimeProvider.System),
            Receiver = WalletId.Escrow,
            Operation = Operation.Hold,
            Hold = new HoldTerms(Ada, Bob, Now.Plus(TimeSpan.FromHours(1))),
        };
        var deposit = paid with
        {
            Id = TransferId.New(TimeProvider.System),
            Sender = WalletId.Issuer,
            Operation = Operation.Deposit,
        };
        var unknown = TransferId.New(TimeProvider.System);
        (LedgerCommand Command, OutcomeCode Code)[] all =
        [
            (Commands.Refund(Bob, unknown), OutcomeCode.TransferNotFound),
            (Commands.Refund(eve, paid.Id), OutcomeCode.TransferNotFound),
            (Commands.Refund(eve, hold.Id), OutcomeCode.TransferNotFound),
            (Commands.Refund(Ada, paid.Id), OutcomeCode.NotRefundable),
            (Commands.Refund(Bob, deposit.Id), OutcomeCode.NotRefundable),
            (Commands.Refund(Bob, hold.Id), OutcomeCode.NotRefundable),
            (Commands.Refund(Ada, hold.Id), OutcomeCode.NotRefundable),
            (Commands.Capture(Bob, unknown), OutcomeCode.TransferNotFound),
            (Commands.Capture(Ada, hold.Id), OutcomeCode.TransferNotFound),
            (Commands.Capture(eve, hold.Id), OutcomeCode.TransferNotFound),
            (Commands.Capture(Bob, paid.Id), OutcomeCode.TransferNotFound),
            (Commands.Release(Bob, unknown), OutcomeCode.TransferNotFound),
            (Commands.Release(Ada, hold.Id), OutcomeCode.TransferNotFound),
            (Commands.Release(eve, hold.Id), OutcomeCode.TransferNotFound),
            (Commands.Release(Bob, paid.Id), OutcomeCode.TransferNotFound),
            (Commands.Refund(Bob, paid.Id), OutcomeCode.Committed),
            (Commands.Capture(Bob, hold.Id), OutcomeCode.Committed),
        ];
        var batch = new LedgerBatch([.. all.Select(static one => one.Command)]);
        // Not even what is on record under the key comes before it.
        batch.FoundKey(0, new KeyRecord(default, OutcomeCode.InsufficientFunds, null));
        Tell(batch, Wallet(WalletId.Escrow, 100), Wallet(Ada, 0), Wallet(Bob, 100), Wallet(eve, 100));
        foreach (var transfer in new[] { paid, hold, deposit })
            batch.FoundLinked(new LinkedTransfer(transfer, 0));

        Assert.Equal(all.Select(static one => one.Code), batch.Decide(Now).Select(static one => one.Code));
        Assert.Equal([Operation.Refund, Operation.Capture],
            batch.Records.Select(static record => record.Command.Operation));
    }

    [Fact]
    public void What_names_a_transfer_is_told_from_another_request_with_its_key()
    {
        var (first, second) = (Paid(), Paid());
        var batch = new LedgerBatch([
            Commands.Refund(first, 1, "k"), Commands.Refund(first, 1, "k"), Commands.Refund(second, 1, "k"),
            Commands.Refund(second, 2, "old"), Commands.Refund(second, 1, "old"),
        ]);
        var old = new KeyRecord(
            Commands.Refund(second, 2).CompletedBy(second).Fingerprint, OutcomeCode.InsufficientFunds, null);
        batch.FoundKey(3, old);
        batch.FoundKey(4, old);
        Tell(batch, Wallet(Ada, 0), Wallet(Bob, 100));
        batch.FoundLinked(new LinkedTransfer(first, 0));
        batch.FoundLinked(new LinkedTransfer(second, 0));

        Assert.Equal(
            [(OutcomeCode.Committed, false), (OutcomeCode.Committed, true), (OutcomeCode.IdempotencyKeyReused, false),
                (OutcomeCode.InsufficientFunds, true), (OutcomeCode.IdempotencyKeyReused, false)],
            batch.Decide(Now).Select(static one => (one.Code, one.Replayed)));
    }

    [Fact]
    public void Nothing_is_given_back_by_an_operator_without_the_end_of_the_log()
    {
        var paid = Paid();
        var batch = new LedgerBatch([Commands.Reversal(paid)]);
        Tell(batch, Wallet(WalletId.Issuer, 0), Wallet(Ada, 0), Wallet(Bob, 10));
        batch.FoundLinked(new LinkedTransfer(paid, 0));
        Assert.Equal("A batch was not told where the log ends.",
            Assert.Throws<InvalidOperationException>(() => batch.Decide(Now)).Message);
    }

    [Theory]
    [InlineData(FrozenSides.Debit, null, true, false)]
    [InlineData(FrozenSides.Credit, null, false, true)]
    [InlineData(FrozenSides.Both, null, true, true)]
    [InlineData(FrozenSides.Both, 1, true, true)]
    [InlineData(FrozenSides.Both, 0, false, false)]
    [InlineData(FrozenSides.Debit, -1, false, false)]
    [InlineData(FrozenSides.Credit, 1, false, true)]
    public void A_freeze_stops_its_sides_until_its_end_by_the_ledgers_time(
        FrozenSides sides, int? endsIn, bool stopsDebit, bool stopsCredit)
    {
        var freeze = new Freeze(sides, endsIn is { } later ? new Timestamp(Now.UnixMicroseconds + later) : null);
        var (ada, bob) = (Commands.Wallet("ada"), Commands.Wallet("bob"));
        foreach (var (command, stops) in ((LedgerCommand, bool)[])
            [(Commands.Transfer(ada, bob, 1), stopsDebit), (Commands.Transfer(bob, ada, 1), stopsCredit),
                (Commands.Deposit(ada, 1), stopsCredit)])
            Assert.Equal(stops ? OutcomeCode.WalletFrozen : OutcomeCode.Committed,
                Decide(command, Wallet(ada, 10, freeze: freeze), Wallet(bob, 10), Wallet(WalletId.Issuer, 0)).Code);
    }

    private static Transfer Paid() => new(
        TransferId.New(TimeProvider.System), Ada, Bob, Amount.From(10), 0, 10, Now, null, Operation.Transfer);

    private static Decision Decide(LedgerCommand command, params WalletState[] wallets)
    {
        var batch = new LedgerBatch([command]);
        Tell(batch, wallets);
        return Assert.Single(batch.Decide(Now));
    }

    private static void Tell(LedgerBatch batch, params WalletState[] wallets)
    {
        foreach (var wallet in wallets)
            batch.FoundWallet(wallet);
    }

    private static WalletState Wallet(WalletId id, long balanceMinor, long sequence = 0, Freeze? freeze = null) => new()
    {
        Id = id,
        BalanceMinor = balanceMinor,
        Sequence = sequence,
        Head = new byte[EntryHash.Size],
        LastEntryAt = Now,
        Freeze = freeze,
    };
}

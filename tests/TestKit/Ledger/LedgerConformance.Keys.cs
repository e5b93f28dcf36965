using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

public abstract partial class LedgerConformance
{
    [Fact]
    public async Task The_same_request_again_is_replayed_and_moves_nothing()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        var command = Commands.Transfer(ada, bob, 30, note: "once");
        var first = await ExpectAsync(OutcomeCode.Committed, command);
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(bob, ada, 5));
        Time.Advance(TimeSpan.FromDays(400));

        Assert.Equal(first with { Replayed = true }, await Ledger.CommitOneAsync(command.Again()));

        Assert.Equal((75, 25), (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
        Assert.Equal(first.Transfer, await Ledger.FindTransferAsync(command.ProposedId));
    }

    [Fact]
    public async Task An_attempt_that_finds_its_own_commit_is_not_a_replay()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        var command = Commands.Transfer(ada, bob, 30);
        var first = await ExpectAsync(OutcomeCode.Committed, command);

        Assert.Equal(first, await Ledger.CommitOneAsync(command));

        Assert.Equal(70, await Ledger.BalanceAsync(ada));
    }

    [Theory]
    [InlineData(OutcomeCode.ReceiverNotFound)]
    [InlineData(OutcomeCode.WalletFrozen)]
    [InlineData(OutcomeCode.InsufficientFunds)]
    [InlineData(OutcomeCode.BalanceLimit)]
    public async Task A_refusal_stays_the_outcome_of_its_key_when_its_cause_is_gone(OutcomeCode code)
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 10), Commands.Wallet("bob"));
        if (code != OutcomeCode.ReceiverNotFound)
            await OpenWalletAsync("bob", code == OutcomeCode.BalanceLimit ? Limits.MaxBalanceMinor : 0);
        await Operators.SetFrozenAsync(ada, code == OutcomeCode.WalletFrozen);
        var command = Commands.Transfer(ada, bob, code == OutcomeCode.InsufficientFunds ? 11 : 1);
        Assert.Equal(new Decision(code), await Ledger.CommitOneAsync(command));

        await Operators.SetFrozenAsync(ada, false);
        await Ledger.FundAsync(ada, 100);
        if (code == OutcomeCode.ReceiverNotFound)
            await OpenWalletAsync("bob");
        if (code == OutcomeCode.BalanceLimit)
            await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(bob, ada, 50));
        var balances = (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob));

        Assert.Equal(new Decision(code, Replayed: true), await Ledger.CommitOneAsync(command.Again()));

        Assert.Equal(new KeyRecord(command.Fingerprint, code, null), await Ledger.FindKeyAsync(ada, command.Key));
        Assert.Equal(balances, (await Ledger.BalanceAsync(ada), await Ledger.BalanceAsync(bob)));
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, command.Amount.Minor));
    }

    [Fact]
    public async Task A_key_cannot_be_used_for_another_request()
    {
        var (ada, bob, eve) =
            (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"), await OpenWalletAsync("eve"));
        var first = await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 30, "key", "note"));

        await ExpectAsync(OutcomeCode.IdempotencyKeyReused, Commands.Transfer(ada, bob, 31, "key", "note"));
        await ExpectAsync(OutcomeCode.IdempotencyKeyReused, Commands.Transfer(ada, eve, 30, "key", "note"));
        await ExpectAsync(OutcomeCode.IdempotencyKeyReused, Commands.Transfer(ada, bob, 30, "key", "Note"));
        await ExpectAsync(OutcomeCode.IdempotencyKeyReused, Commands.Transfer(ada, bob, 30, "key", ""));
        await ExpectAsync(OutcomeCode.IdempotencyKeyReused, Commands.Transfer(ada, bob, 30, "key"));
        await ExpectAsync(OutcomeCode.IdempotencyKeyReused, Commands.Deposit(ada, 30, "key"));

        Assert.Equal(first.Transfer, (await Ledger.FindKeyAsync(ada, Commands.Key("key")))?.Transfer);
        Assert.Equal(70, await Ledger.BalanceAsync(ada));
    }

    [Fact]
    public async Task A_key_that_led_to_a_refusal_cannot_be_used_for_another_request_either()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        await ExpectAsync(OutcomeCode.InsufficientFunds, Commands.Transfer(ada, bob, 101, "key"));

        await ExpectAsync(OutcomeCode.IdempotencyKeyReused, Commands.Transfer(ada, bob, 100, "key"));

        Assert.Equal(OutcomeCode.InsufficientFunds, (await Ledger.FindKeyAsync(ada, Commands.Key("key")))?.Code);
    }

    [Fact]
    public async Task A_key_belongs_to_its_caller()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob", 100));
        await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 1, "key"));
        Assert.Null(await Ledger.FindKeyAsync(bob, Commands.Key("key")));

        var bobs = await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(bob, ada, 2, "key"));

        Assert.False(bobs.Replayed);
        Assert.Equal(bobs.Transfer, (await Ledger.FindKeyAsync(bob, Commands.Key("key")))?.Transfer);
    }

    [Fact]
    public async Task Keys_are_compared_byte_by_byte()
    {
        var (ada, bob) = (await OpenWalletAsync("ada", 100), await OpenWalletAsync("bob"));
        var visible = string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(static c => (char)c));
        string[] keys = ["key", "KEY", "Key", "key%", "key_", "'", "''", "\"", "\\", "null", "0", "00", visible,
            new('x', 127), new('x', 128)];

        foreach (var key in keys)
            Assert.False((await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 1, key))).Replayed);

        foreach (var key in keys)
            Assert.True((await ExpectAsync(OutcomeCode.Committed, Commands.Transfer(ada, bob, 1, key))).Replayed);
        Assert.Equal(keys.Length, await Ledger.BalanceAsync(bob));
    }

    [Fact]
    public async Task An_unused_key_and_an_unknown_transfer_are_not_found()
    {
        var ada = await OpenWalletAsync("ada");

        Assert.Null(await Ledger.FindKeyAsync(ada, Commands.Key()));
        Assert.Null(await Ledger.FindTransferAsync(TransferId.New(Time)));
    }
}

using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>What happens when a transaction surely was not committed.</summary>
public sealed class RerunContract : WireContract
{
    public static TheoryData<string> EveryStep =>
        ["aggregate settings", "insert keys", "update wallets", "insert entries", "commitTransaction"];

    [Theory]
    [MemberData(nameof(EveryStep))]
    public async Task A_transient_error_at_any_step_runs_the_whole_batch_again_in_a_new_transaction(string step)
    {
        Fake.OnNext(step, WireFault.Refuse(FakeError.WriteConflict));

        var decision = Assert.Single(await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 10)]));

        Assert.Equal(OutcomeCode.Committed, decision.Code);
        Assert.False(decision.Replayed);
        var transactions = Transactions();
        Assert.Equal(2, transactions.Count);
        Assert.NotEqual(transactions[0].Key.Number, transactions[1].Key.Number);
        Assert.Equal("aggregate settings", transactions[1].First().Summary);
        AssertIsOneTransaction([.. transactions[1]]);
        Assert.Equal((990, 1010), await BalancesAsync());
    }

    [Theory]
    [InlineData("aggregate settings")]
    [InlineData("insert keys")]
    [InlineData("insert entries")]
    public async Task A_connection_that_breaks_before_the_commit_was_sent_runs_the_whole_batch_again(string step)
    {
        Fake.OnNext(step, WireFault.CloseAfter);

        Assert.Equal(
            OutcomeCode.Committed, Assert.Single(await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 10)])).Code);

        Assert.Equal(1, Fake.Received.Count(static command => command.Name == "commitTransaction"));
        Assert.Equal((990, 1010), await BalancesAsync());
    }

    [Fact]
    public async Task A_second_committer_that_wins_the_key_has_its_outcome_replayed()
    {
        await using var second = await OpenAgainAsync();
        var command = Commands.Transfer(Ada, Bob, 10);
        Fake.OnNext("insert keys", WireFault.After(async () => await second.CommitAsync([command.Again()])));

        var decision = Assert.Single(await Ledger.CommitAsync([command]));

        Assert.Equal(OutcomeCode.Committed, decision.Code);
        Assert.True(decision.Replayed);
        Assert.NotEqual(command.ProposedId, decision.Transfer!.Id);
        Assert.Equal((990, 1010), await BalancesAsync());
    }

    // A server may tell the lost race as a conflict or, if the other one was done before, as a duplicate.
    [Fact]
    public async Task A_key_that_exists_already_runs_the_batch_again()
    {
        await using var second = await OpenAgainAsync();
        var command = Commands.Transfer(Ada, Bob, 10);
        Fake.OnNext("insert keys", WireFault.AnswerWith(Replies.DuplicateKey) with
        {
            Executes = false,
            Before = async () => await second.CommitAsync([command.Again()]),
        });

        Assert.True(Assert.Single(await Ledger.CommitAsync([command])).Replayed);
        Assert.Equal((990, 1010), await BalancesAsync());
    }

    [Fact]
    public async Task A_second_committer_that_wins_a_wallet_has_its_balance_read()
    {
        await using var second = await OpenAgainAsync();
        Fake.OnNext("update wallets",
            WireFault.After(async () => await second.CommitAsync([Commands.Transfer(Ada, Bob, 995)])));

        var decision = Assert.Single(await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 10)]));

        Assert.Equal(OutcomeCode.InsufficientFunds, decision.Code);
        Assert.Equal((5, 1995), await BalancesAsync());
        await AssertAuditIsCleanAsync();
    }

    // Another kind of duplicate is no race: to run it again does not help, and must not keep the neighbours waiting.
    [Fact]
    public async Task An_id_that_exists_already_is_a_definite_error_of_nobody_else()
    {
        var command = Commands.Transfer(Ada, Bob, 10);
        await Ledger.CommitAsync([command]);

        await using var committer = new GroupCommitter(Ledger, TimeProvider.System);
        var decisions = await Task.WhenAll(
            committer.CommitAsync(command with { Key = Commands.Key() }),
            committer.CommitAsync(Commands.Transfer(Ada, Bob, 1))).InTimeAsync();

        Assert.Equal([OutcomeCode.Unavailable, OutcomeCode.Committed], decisions.Select(static d => d.Code));
        Assert.Equal((989, 1011), await BalancesAsync());
        Assert.Equal(4, Fake.Documents("keys").Count);
    }
}

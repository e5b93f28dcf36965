using Wallet.Core;
using Wallet.TestKit;

namespace Wallet.Ledger.Mongo.Tests;

/// <summary>What happens when nobody knows whether a transaction was committed.</summary>
public sealed class UnknownContract : WireContract
{
    // After a connection broke, the driver looks for the primary again, at most twice a second.
    /// <inheritdoc/>
    protected override TimeSpan Timeout => TimeSpan.FromSeconds(2.5);

    public static TheoryData<string> WaysToDoubt =>
        ["answer lost", "request lost", "no majority in time", "time limit"];

    [Theory]
    [MemberData(nameof(WaysToDoubt))]
    public async Task A_commit_in_doubt_is_sent_again_on_its_own_session_under_its_own_number(string way)
    {
        await using var ledger = await OpenAgainAsync();
        Fake.OnNext("commitTransaction", Doubt(way), times: 2);

        var decision = Assert.Single(await ledger.CommitAsync([Commands.Transfer(Ada, Bob, 10)]));

        Assert.Equal(new Decision(OutcomeCode.Committed, decision.Transfer), decision);
        var transaction = Assert.Single(Transactions());
        Assert.Equal(3, transaction.Count(static command => command.Name == "commitTransaction"));
        Assert.All(transaction.Where(static command => command.Name == "commitTransaction"), static command =>
            Assert.Equal("majority", command.Body["writeConcern"]["w"]));
        Assert.Equal((990, 1010), await BalancesAsync());
    }

    [Theory]
    [MemberData(nameof(WaysToDoubt))]
    public async Task A_commit_that_stays_in_doubt_until_the_deadline_is_unknown(string way)
    {
        Fake.On(command => command.Name == "commitTransaction" ? Doubt(way) : null);

        var failure = await Assert.ThrowsAsync<LedgerException>(async () =>
            await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 10)]));

        Assert.Equal(LedgerFailure.Unknown, failure.Failure);
        Assert.Single(Transactions());
    }

    [Theory]
    [MemberData(nameof(WaysToDoubt))]
    public async Task The_committer_learns_an_unknown_outcome_under_the_same_key_and_never_deducts_twice(string way)
    {
        ReceivedCommand? first = null;
        Fake.On(command =>
            command.Name == "commitTransaction" && command.IsOfSameTransaction(first ??= command) ? Doubt(way) : null);
        await using var committer = new GroupCommitter(Ledger, TimeProvider.System);
        var transfer = Commands.Transfer(Ada, Bob, 10);

        var decision = await committer.CommitAsync(transfer).InTimeAsync();

        // It is this very attempt that moved the money, now or then; so it is no replay.
        Assert.Equal((OutcomeCode.Committed, false, transfer.ProposedId),
            (decision.Code, decision.Replayed, decision.Transfer!.Id));
        string[] second = [.. Transactions()[1].Select(static command => command.Summary)];
        Assert.Equal(
            way is "answer lost" or "no majority in time"
                ? ["aggregate settings", "commitTransaction"]
                : ["aggregate settings", "insert keys", "update wallets", "insert entries", "commitTransaction"],
            second);
        Assert.Equal((990, 1010), await BalancesAsync());
        await AssertAuditIsCleanAsync();
    }

    // The server knows transactions by session and number. The next number of the same session ends a transaction whose
    // commit got lost; on another session, it would stand in the way of its own retry until the server gives it up.
    [Fact]
    public async Task The_next_transaction_goes_on_in_the_session_whose_commit_is_in_doubt()
    {
        ReceivedCommand? first = null;
        Fake.On(command => command.Name == "commitTransaction"
            && command.IsOfSameTransaction(first ??= command) ? WireFault.CloseBefore : null);
        await Assert.ThrowsAsync<LedgerException>(async () =>
            await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 10)]));

        Assert.Equal(
            OutcomeCode.Committed, Assert.Single(await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 20)])).Code);

        var transactions = Transactions();
        Assert.Equal(2, transactions.Count);
        Assert.Equal(transactions[0].Key.Session, transactions[1].Key.Session);
        Assert.Equal((980, 1020), await BalancesAsync());
    }

    // A commit that wanders about in the network until after its retry has been decided must not be carried out any
    // more.
    [Fact]
    public async Task A_commit_that_arrives_after_its_retry_was_decided_comes_too_late()
    {
        var late = new TaskCompletionSource();
        ReceivedCommand? first = null;
        Fake.On(command => command.Name == "commitTransaction"
            && command.IsOfSameTransaction(first ??= command) ? WireFault.After(() => late.Task) : null);
        var transfer = Commands.Transfer(Ada, Bob, 10);
        await Assert.ThrowsAsync<LedgerException>(async () => await Ledger.CommitAsync([transfer]));

        var decision = Assert.Single(await Ledger.CommitAsync([transfer]));
        late.SetResult();
        await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 5)]);

        Assert.Equal((OutcomeCode.Committed, false), (decision.Code, decision.Replayed));
        Assert.Equal((985, 1015), await BalancesAsync());
        await AssertAuditIsCleanAsync();
    }

    [Fact]
    public async Task What_cannot_be_learnt_is_answered_as_unknown()
    {
        await using var ledger = await OpenAgainAsync(TimeSpan.FromSeconds(1));
        Fake.On(static command => command.Name == "commitTransaction" ? WireFault.CloseAfter : null);
        await using var committer = new GroupCommitter(ledger, TimeProvider.System);

        Assert.Equal(OutcomeCode.OutcomeUnknown,
            (await committer.CommitAsync(Commands.Transfer(Ada, Bob, 10)).InTimeAsync()).Code);
    }

    // The first commit may have landed before the server lost the transaction, so what follows can't make it a definite
    // failure.
    [Fact]
    public async Task Once_a_commit_was_sent_a_later_failure_is_unknown_too()
    {
        var committed = false;
        Fake.On(command =>
        {
            committed |= command.Name == "commitTransaction";
            return committed ? WireFault.Refuse(FakeError.NoSuchTransaction) : null;
        });

        var failure = await Assert.ThrowsAsync<LedgerException>(async () =>
            await Ledger.CommitAsync([Commands.Transfer(Ada, Bob, 10)]));

        Assert.Equal(LedgerFailure.Unknown, failure.Failure);
    }

    private static WireFault Doubt(string way) => way switch
    {
        "answer lost" => WireFault.CloseAfter,
        "request lost" => WireFault.CloseBefore,
        "no majority in time" => WireFault.AnswerWith(Replies.NoMajorityInTime),
        "time limit" => WireFault.Refuse(FakeError.CommitTimedOut),
        _ => throw new ArgumentOutOfRangeException(nameof(way)),
    };
}

using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>A ledger behind a message that says of every command it was asked for that it does not know: none of them
/// has surely done nothing.</summary>
public sealed class WhollyUnknownTests : CommitterTests
{
    private static readonly CommitStep KnowsNothing = static async (batch, commit) =>
    {
        await commit();
        return [.. batch.Select(static _ => new Decision(OutcomeCode.OutcomeUnknown))];
    };

    [Fact]
    public async Task One_command_of_which_nothing_is_known_is_asked_for_again()
    {
        await using var committer = NewCommitter(TimeSpan.Zero);
        Ledger.Next(KnowsNothing);

        var decision = await committer.CommitAsync(Send()).InTimeAsync();

        Assert.Equal((OutcomeCode.Committed, false), (decision.Code, decision.Replayed));
        Assert.Equal(2, Ledger.Batches.Count);
        Assert.Empty(Reported);
    }

    [Fact]
    public async Task One_command_of_which_nothing_is_learnt_stays_unknown_although_it_landed()
    {
        await using var committer = NewCommitter();
        Ledger.Next(KnowsNothing);

        Assert.Equal(OutcomeCode.OutcomeUnknown, (await committer.CommitAsync(Send()).InTimeAsync()).Code);
    }

    [Fact]
    public async Task A_batch_of_which_nothing_is_known_is_asked_for_again_whole_and_busy_is_then_no_answer()
    {
        await using var committer = NewCommitter(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        // It landed, and then it is full twice.
        CommitStep isFull = static (batch, _) => new([.. batch.Select(static _ => new Decision(OutcomeCode.Busy))]);
        Ledger.Next(KnowsNothing, isFull, isFull);

        var decisions = await committer.CommitAsync(Send(5)).InTimeAsync();

        Assert.All(decisions, static decision =>
            Assert.Equal((OutcomeCode.Committed, false), (decision.Code, decision.Replayed)));
        Assert.Equal([5, 5, 5, 5], Ledger.Batches.Select(static batch => batch.Length));
        Assert.Empty(Reported);
    }

    private GroupCommitter NewCommitter(params TimeSpan[] pauses) =>
        NewCommitter(new GroupCommitterOptions { UnknownPauses = pauses });
}

using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>A ledger behind a message that says of every command it was asked for that it does not know: none of them
/// has surely done nothing.</summary>
public sealed class WhollyUnknownTests : IAsyncLifetime
{
    private static readonly CommitStep KnowsNothing = static async (batch, commit) =>
    {
        await commit();
        return [.. batch.Select(static _ => new Decision(OutcomeCode.OutcomeUnknown))];
    };

    private readonly World _world = new();
    private readonly List<Exception> _reported = [];
    private WalletId _ada, _bob;

    public async ValueTask InitializeAsync()
    {
        _ada = (await _world.RegisterAsync("ada", 1000)).Wallet;
        _bob = (await _world.RegisterAsync("bob")).Wallet;
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task One_command_of_which_nothing_is_known_is_asked_for_again()
    {
        await using var committer = NewCommitter(TimeSpan.Zero);
        _world.Ledger.Next(KnowsNothing);

        var decision = await committer.CommitAsync(Send()).InTimeAsync();

        Assert.Equal((OutcomeCode.Committed, false), (decision.Code, decision.Replayed));
        Assert.Equal(2, _world.Ledger.Batches.Count);
        Assert.Empty(_reported);
    }

    [Fact]
    public async Task One_command_of_which_nothing_is_learnt_stays_unknown_although_it_landed()
    {
        await using var committer = NewCommitter();
        _world.Ledger.Next(KnowsNothing);

        Assert.Equal(OutcomeCode.OutcomeUnknown, (await committer.CommitAsync(Send()).InTimeAsync()).Code);
    }

    [Fact]
    public async Task A_batch_of_which_nothing_is_known_is_asked_for_again_as_a_whole_and_a_full_ledger_is_then_no_answer()
    {
        await using var committer = NewCommitter(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        // It landed, and then it is full twice.
        CommitStep isFull = static (batch, _) => new([.. batch.Select(static _ => new Decision(OutcomeCode.Busy))]);
        _world.Ledger.Next(KnowsNothing, isFull, isFull);

        var decisions = await committer.CommitAsync([Send(), Send(), Send(), Send(), Send()]).InTimeAsync();

        Assert.All(decisions, static decision =>
            Assert.Equal((OutcomeCode.Committed, false), (decision.Code, decision.Replayed)));
        Assert.Equal([5, 5, 5, 5], _world.Ledger.Batches.Select(static batch => batch.Length));
        Assert.Empty(_reported);
    }

    private GroupCommitter NewCommitter(params TimeSpan[] pauses) =>
        new(_world.Ledger, _world.Time, _reported.Add, new GroupCommitterOptions { UnknownPauses = pauses });

    private LedgerCommand Send() => Commands.Transfer(_ada, _bob, 1);
}

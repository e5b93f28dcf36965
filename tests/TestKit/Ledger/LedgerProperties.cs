using Wallet.Core;
using Xunit;

namespace Wallet.TestKit;

/// <summary>
/// Random histories on a ledger, compared with a model step by step, with the invariants checked from raw reads
/// again and again. A failure is replayed with the seed that the test prints (see <see cref="TestSeed"/>).
/// </summary>
public abstract class LedgerProperties
{
    /// <summary>Opens an empty ledger.</summary>
    protected abstract Task<ILedgerUnderTest> OpenAsync(TimeProvider time);

    /// <summary>After how many steps everything is read: each, unless reading is slow.</summary>
    protected virtual int CheckEvery => 1;

    /// <summary>Runs one random history.</summary>
    [Theory]
    [InlineData(2, 0L)]
    [InlineData(9, 0L)]
    [InlineData(3, Limits.MaxBalanceMinor - 500)]
    public async Task Any_history_keeps_the_invariants_and_leads_where_the_model_does(
        int wallets, long firstBalanceMinor)
    {
        var random = TestSeed.Random(out _);
        var time = new FakeTime();
        await using var subject = await OpenAsync(time);
        var history = new RandomHistory(subject, time, random, wallets);

        await history.BeginAsync(firstBalanceMinor);
        for (var step = 1; step <= 60; step++)
        {
            await history.StepAsync();
            if (step % CheckEvery == 0)
                await history.CheckAsync();
        }

        Assert.Empty(await subject.AuditAsync());
        // A history in which little happened would prove little. These don't depend on the state that chance led to.
        Assert.Superset(new HashSet<OutcomeCode> { OutcomeCode.IdempotencyKeyReused, OutcomeCode.ReceiverNotFound,
            OutcomeCode.CallerNotFound }, history.Seen.ToHashSet());
    }
}

using Wallet.Core;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>A limit that two committers decide by, each with the file open by itself, as silos of one machine have
/// it.</summary>
public sealed class LimitTogetherTests
{
    [Fact]
    public async Task Two_who_share_a_file_never_pass_a_limit_together()
    {
        const int Allowed = 150;
        using var folder = new TempFolder();
        var options = new SqliteLedgerOptions { Path = folder.File("ledger.db"), Shared = true };
        await using (var one = SqliteLedger.Open(options, TimeProvider.System))
        await using (var other = SqliteLedger.Open(options, TimeProvider.System))
        {
            var (ada, bob) = (await one.RegisterWalletAsync("ada"), await one.RegisterWalletAsync("bob"));
            await one.FundAsync(ada, 10_000);
            await other.SetLimitsAsync(ada, new SpendingLimits(null, Allowed));

            var sent = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
            {
                var committed = 0;
                for (var round = 0; round < 20; round++)
                {
                    var decisions = await (i % 2 == 0 ? one : other).CommitAsync(
                        [.. Enumerable.Range(0, 1 + round % 4).Select(_ => Commands.Transfer(ada, bob, 1))]);
                    committed += decisions.Count(static decision => decision.Code == OutcomeCode.Committed);
                    Assert.All(decisions, static decision =>
                        Assert.True(decision.Code is OutcomeCode.Committed or OutcomeCode.LimitExceeded));
                }

                return committed;
            })));

            Assert.Equal(Allowed, sent.Sum());
            Assert.Equal(Allowed, await one.BalanceAsync(bob));
            Assert.Equal(Allowed, (await one.FindSpendingAsync(ada))!.SpentTodayMinor);
        }

        Assert.Empty(SqliteAudit.Run(options.Path).Violations);
    }
}

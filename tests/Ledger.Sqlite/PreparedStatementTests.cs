using Wallet.Core;
using Wallet.TestKit;
using Xunit;

namespace Wallet.Ledger.Sqlite.Tests;

/// <summary>A connection keeps each statement that it has prepared: whoever asks again and again has none prepared
/// anew, or its memory would grow with each question. There is room for some hundred.</summary>
public sealed class PreparedStatementTests
{
    private const int Times = 300;

    [Fact]
    public async Task Asking_again_prepares_nothing_anew()
    {
        await using var ledger = new SqliteUnderTest(new FakeTime());
        var (ada, bob) =
            (await ledger.Users.RegisterWalletAsync("ada"), await ledger.Users.RegisterWalletAsync("bob"));
        await ledger.Ledger.FundAsync(ada, 1000);
        var paid = (await ledger.Ledger.CommitOneAsync(Commands.Transfer(ada, bob, 40))).Transfer!;
        var hold = (await ledger.Ledger.CommitOneAsync(Commands.Hold(ada, bob, 10))).Transfer!;
        var asked = (await ledger.Requests.MakeRequestAsync(Commands.Ask(ada, bob, 5))).Request!;
        HistoryQuery[] pages =
        [
            new(1), new(1, Direction: Direction.Credit), new(1, Operation: Operation.Hold),
            new(1, Counterparty: bob), new(1, 2),
        ];

        for (var i = 0; i < Times; i++)
        {
            foreach (var page in pages)
                await ledger.Ledger.ReadHistoryAsync(ada, page);
            foreach (var role in Enum.GetValues<HoldRole>())
                Assert.Single((await ledger.Holds.ListHoldsAsync(
                    role == HoldRole.Payer ? ada : bob, new HoldQuery(role, 1))).Holds);
            foreach (var asPayer in (bool[])[true, false])
                Assert.Single((await ledger.Requests.ReadRequestsAsync(
                    new PaymentRequestQuery(asPayer ? bob : ada, asPayer, null, 1))).Requests);
            Assert.Equal(paid, await ledger.Ledger.FindTransferAsync(paid.Id));
            Assert.NotNull(await ledger.Holds.FindHoldAsync(hold.Id));
            Assert.NotNull(await ledger.Requests.FindRequestAsync(asked.Id));
            Assert.Equal(10, await ledger.Holds.FindHeldAsync(ada));
            Assert.Equal(0, await ledger.Ledger.FindGivenBackAsync(paid.Id));
            Assert.Empty(await ledger.Holds.FindDueHoldsAsync(null, 10));
            Assert.NotNull(await ledger.Spending.FindSpendingAsync(ada));
        }
    }
}

using Wallet.TestKit;
using Xunit;

namespace Wallet.Core.Tests;

/// <summary>Whose a transfer is to see, and whose money it was.</summary>
public sealed class TransferTests
{
    private static readonly WalletId Ada = Commands.Wallet("ada"), Hotel = Commands.Wallet("hotel");

    private static readonly Transfer Paid = new(
        TransferId.New(TimeProvider.System), Ada, Hotel, Amount.From(1), 0, 1, default, null, Operation.Transfer);

    private static readonly HoldTerms Terms = new(Ada, Hotel, default);

    private static readonly Transfer Held =
        Paid with { Receiver = WalletId.Escrow, Operation = Operation.Hold, Hold = Terms };

    private static readonly Transfer Captured =
        Paid with { Sender = WalletId.Escrow, Operation = Operation.Capture, Hold = Terms };

    private static readonly Transfer Released =
        Paid with { Sender = WalletId.Escrow, Receiver = Ada, Operation = Operation.Release, Hold = Terms };

    [Fact]
    public void It_concerns_both_its_wallets_and_both_parties_of_its_hold_and_nobody_else()
    {
        foreach (var transfer in new[] { Paid, Held, Captured, Released })
        {
            Assert.True(transfer.Concerns(Ada));
            Assert.True(transfer.Concerns(Hotel));
            Assert.False(transfer.Concerns(Commands.Wallet("eve")));
            Assert.Equal(transfer != Paid, transfer.Concerns(WalletId.Escrow));
        }
    }

    [Fact]
    public void The_money_is_its_senders_or_that_of_whoever_set_it_aside()
    {
        foreach (var transfer in new[] { Paid, Held, Captured, Released })
            Assert.Equal(Ada, transfer.Payer);
    }
}

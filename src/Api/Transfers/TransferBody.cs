using Wallet.Core;

namespace Wallet.Api;

/// <summary>A transfer or deposit as one of its wallets sees it. Amounts are minor units.</summary>
internal sealed record TransferBody(
    TransferId TransferId,
    WalletId SenderWalletId,
    WalletId ReceiverWalletId,
    Amount Amount,
    string Currency,
    long BalanceAfter,
    Timestamp CreatedAt,
    Note? Note)
{
    /// <summary>The view of <paramref name="caller"/>: of the two balances, only the own one is shown.</summary>
    public static TransferBody Of(Transfer transfer, WalletId caller, string currency) => new(
        transfer.Id, transfer.Sender, transfer.Receiver, transfer.Amount, currency,
        transfer.Sender == caller ? transfer.SenderBalanceAfterMinor : transfer.ReceiverBalanceAfterMinor,
        transfer.CreatedAt, transfer.Note);
}

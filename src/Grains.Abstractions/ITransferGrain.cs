using Wallet.Core;

namespace Wallet.Grains.Abstractions;

/// <summary>
/// What one caller does under one idempotency key, keyed by <see cref="GrainKeys.Transfer"/>: the chain of a transfer from the PIN to the answer.
/// While it runs, a duplicate is told so. It goes away when it is done: the ledger remembers.
/// </summary>
[Alias("wallet.transfer")]
public interface ITransferGrain : IGrainWithStringKey
{
    /// <summary>Sends money. An exception says nothing about the outcome; asking again is safe.</summary>
    [Alias("transfer"), ResponseTimeout(Deadlines.Transfer)]
    [return: Immutable]
    Task<TransferOutcome> TransferAsync([Immutable] TransferOrder order);

    /// <summary>Puts play money into the caller's wallet. An exception says nothing about the outcome; asking again is safe.</summary>
    [Alias("deposit"), ResponseTimeout(Deadlines.Transfer)]
    [return: Immutable]
    Task<TransferOutcome> DepositAsync(UserId user, Amount amount);
}

/// <summary>A transfer as a client asks for it; its shape is valid. Caller and key are the grain's.</summary>
/// <param name="User">The calling user.</param>
/// <param name="Receiver">The wallet to credit.</param>
/// <param name="Amount">How much.</param>
/// <param name="Pin">The caller's PIN; it never prints.</param>
/// <param name="Note">A note, if any.</param>
[GenerateSerializer, Immutable, Alias("wallet.transfer-order")]
public sealed record TransferOrder(
    [property: Id(0)] UserId User,
    [property: Id(1)] WalletId Receiver,
    [property: Id(2)] Amount Amount,
    [property: Id(3)] Pin Pin,
    [property: Id(4)] Note? Note);

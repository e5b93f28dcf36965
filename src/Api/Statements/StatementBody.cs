using Wallet.Core;

namespace Wallet.Api;

/// <summary>A statement, as the OpenAPI document tells of it: it is written piece by piece, and never held whole.
/// Balances are minor units.</summary>
internal sealed record StatementBody(
    WalletId WalletId,
    string Currency,
    Timestamp? From,
    Timestamp? To,
    long Opening,
    IReadOnlyList<TransactionItem> Items,
    long Closing,
    StatementHeadBody Head);

/// <summary>The last entry that a statement knows of: its number, and its hash in hexadecimal digits, which stands for
/// all entries up to it.</summary>
internal sealed record StatementHeadBody(long Sequence, string Hash);

using Wallet.Core;

namespace Wallet.Api;

/// <summary>What a statement is of.</summary>
/// <param name="Wallet">The wallet.</param>
/// <param name="Currency">What its amounts are in.</param>
/// <param name="From">Where it begins; null for the first entry.</param>
/// <param name="To">Where it ends; null for the last entry.</param>
/// <param name="View">The entries.</param>
internal sealed record Statement(
    WalletId Wallet, string Currency, Timestamp? From, Timestamp? To, StatementView View)
{
    /// <summary>The hash of the last entry, in hexadecimal digits.</summary>
    public string HeadText => Convert.ToHexStringLower(View.Head);
}

/// <summary>Writes a statement piece by piece. Whoever reads it slowly is waited for.</summary>
internal interface IStatementWriter : IAsyncDisposable
{
    /// <summary>Writes what comes before the entries.</summary>
    ValueTask BeginAsync();

    /// <summary>Writes the next entry.</summary>
    ValueTask AddAsync(HistoryItem item);

    /// <summary>Writes what comes behind the entries.</summary>
    ValueTask EndAsync();
}

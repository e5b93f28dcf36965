using Microsoft.AspNetCore.Http;
using Wallet.Core;

namespace Wallet.Api;

/// <summary><c>GET /transactions</c></summary>
internal sealed class HistoryEndpoint(ILedger ledger)
{
    public static readonly ApiCall Call =
        new("GET", "/transactions", "getTransactions", "See the history, newest first")
        {
            Tag = TransactionsFeature.Tag,
            Description = "A page at a time: nextCursor leads to the next one and is null on the last. Entries that " +
                "are made meanwhile move none to another page.",
            SignedIn = true,
            Parameters = HistoryParameters.Described,
            Success = StatusCodes.Status200OK,
            SuccessBody = typeof(TransactionsBody),
            Problems = [Problem.InvalidRequest],
        };

    public async ValueTask<IResult> HandleAsync(HttpContext context, Caller caller)
    {
        if (HistoryParameters.Read(context.Request, caller.Wallet, out var errors) is not { } query)
            return errors.Reply();
        var page = await ledger.ReadHistoryAsync(caller.Wallet, query);
        var items = new TransactionItem[page.Entries.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = TransactionItem.Of(page.Entries[i]);
        var next = page.NextBeforeSequence is { } before ? HistoryCursor.Format(caller.Wallet, before) : null;
        return new JsonReply<TransactionsBody>(
            StatusCodes.Status200OK, new TransactionsBody(items, next), ApiJson.Default.TransactionsBody);
    }
}

using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>Reads payment requests, and who has shut whom out, as they are copied.</summary>
internal static class RequestReads
{
    /// <summary>Payment requests, by ID.</summary>
    public static async IAsyncEnumerable<CopySlice> RequestsAsync(
        LedgerDatabase db, IClientSessionHandle session, string? after, int size)
    {
        var last = after is null ? null : BsonValues.Of(Guid.ParseExact(after, "N"));
        await foreach (var slice in Slices.ReadAsync(db.Requests, session, size, after: last))
            yield return new RequestSlice(
                slice.ConvertAll(PaymentRequestDocument.ToCopied), slice[^1]["_id"].ToGuid().ToString("N"));
    }

    /// <summary>Who has shut whom out, by payer and payee.</summary>
    public static async IAsyncEnumerable<CopySlice> BlocksAsync(
        LedgerDatabase db, IClientSessionHandle session, string? after, int size)
    {
        // No wallet ID has a space in it.
        var last = after?.Split(' ');
        await foreach (var slice in Slices.ReadAsync(
            db.RequestBlocks, session, size, after: last is null
                ? null
                : PaymentRequestDocument.BlockId(WalletId.Parse(last[0]), WalletId.Parse(last[1]))))
        {
            var blocks = slice.ConvertAll(PaymentRequestDocument.ToBlock);
            yield return new BlockSlice(blocks, $"{blocks[^1].Payer} {blocks[^1].Payee}");
        }
    }
}

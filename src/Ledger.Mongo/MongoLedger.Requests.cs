using MongoDB.Bson;
using MongoDB.Driver;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

// Payment requests.
public sealed partial class MongoLedger
{
    /// <inheritdoc/>
    public async ValueTask<RequestMade> MakeRequestAsync(NewPaymentRequest request)
    {
        var now = await Clock.NowAsync();
        return await _transactions.RunAsync((session, cancellation) =>
            PaymentRequestCollection.MakeAsync(_db, session, request, now, cancellation));
    }

    /// <inheritdoc/>
    public ValueTask<RequestClosing> DeclineRequestAsync(RequestId request, WalletId payer) =>
        CloseAsync(request, payer, PaymentRequestState.Declined);

    /// <inheritdoc/>
    public ValueTask<RequestClosing> CancelRequestAsync(RequestId request, WalletId payee) =>
        CloseAsync(request, payee, PaymentRequestState.Cancelled);

    /// <inheritdoc/>
    public async ValueTask<PaymentRequest?> FindRequestAsync(RequestId request)
    {
        var found = await _db.ReadAsync(deadline => LedgerDatabase.FindOneAsync(
            _db.Requests, "_id", BsonValues.Of(request.Value), deadline));
        return found is null ? null : PaymentRequestDocument.ToRequest(found).At(await Clock.NowAsync());
    }

    /// <inheritdoc/>
    public async ValueTask<PaymentRequestPage> ReadRequestsAsync(PaymentRequestQuery query)
    {
        query.CheckLimit();
        var now = await Clock.NowAsync();
        return query.Page(
            await _db.ReadAsync((session, deadline) =>
                PaymentRequestCollection.ReadAsync(_db, session, query, deadline)), now);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> BlockPayeeAsync(WalletId payer, WalletId payee)
    {
        if (await FindByWalletAsync(payee) is null)
            return false;
        return await _db.WriteAsync(async deadline =>
        {
            try
            {
                await _db.RequestBlocks.InsertOneAsync(
                    new BsonDocument("_id", PaymentRequestDocument.BlockId(payer, payee)), null, deadline.Token);
            }
            catch (MongoWriteException e) when (e.WriteError?.Category == ServerErrorCategory.DuplicateKey)
            {
                // It is there, which is all that is wanted.
            }

            return true;
        });
    }

    /// <inheritdoc/>
    public async ValueTask UnblockPayeeAsync(WalletId payer, WalletId payee) =>
        await _db.WriteAsync(deadline => _db.RequestBlocks.DeleteOneAsync(
            new BsonDocument("_id", PaymentRequestDocument.BlockId(payer, payee)), deadline.Token));

    private async ValueTask<RequestClosing> CloseAsync(RequestId request, WalletId caller, PaymentRequestState into)
    {
        var now = await Clock.NowAsync();
        return await _transactions.RunAsync((session, cancellation) =>
            PaymentRequestCollection.CloseAsync(_db, session, request, caller, into, now, cancellation));
    }
}

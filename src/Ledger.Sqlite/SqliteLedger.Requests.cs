using Wallet.Core;

namespace Wallet.Ledger.Sqlite;

// Payment requests. One writer at a time: what a transaction has read stands until it has written.
public sealed partial class SqliteLedger
{
    /// <inheritdoc/>
    public async ValueTask<RequestMade> MakeRequestAsync(NewPaymentRequest request)
    {
        var now = await Clock.NowAsync();
        return await WriteAsync(db => PaymentRequestTable.Make(db, _numbers, request, now));
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
        var found = await Read(db => PaymentRequestTable.Find(db, request));
        return found?.At(await Clock.NowAsync());
    }

    /// <inheritdoc/>
    public async ValueTask<PaymentRequestPage> ReadRequestsAsync(PaymentRequestQuery query)
    {
        query.CheckLimit();
        var now = await Clock.NowAsync();
        return query.Page(await Read(db => PaymentRequestTable.Read(db, _numbers, query)), now);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> BlockPayeeAsync(WalletId payer, WalletId payee) =>
        await WriteAsync(db => PaymentRequestTable.Block(db, _numbers, payer, payee));

    /// <inheritdoc/>
    public async ValueTask UnblockPayeeAsync(WalletId payer, WalletId payee) =>
        await WriteAsync(db => PaymentRequestTable.Unblock(db, _numbers, payer, payee));

    private async ValueTask<RequestClosing> CloseAsync(RequestId request, WalletId caller, PaymentRequestState into)
    {
        var now = await Clock.NowAsync();
        return await WriteAsync(db => PaymentRequestTable.Close(db, request, caller, into, now));
    }
}

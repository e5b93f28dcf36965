namespace Wallet.Core;

/// <summary>
/// Keeps payment requests, and who does not want any from whom. Lives in the same store as the ledger, because a
/// request is paid in the transaction of its transfer (<see cref="LedgerBatch"/>). To ask for a payment moves no money;
/// so it takes transactions of its own, in which limits and blocks are decided: no race gets past them. Reads are
/// linearizable, as the ledger's are, and tell each request as it is by the ledger's time.
/// </summary>
public interface IPaymentRequestStore
{
    /// <summary>Makes a request, unless its key has made one before.</summary>
    /// <exception cref="LedgerException">The store failed. What is unknown may be asked for again under the same
    /// key.</exception>
    ValueTask<RequestMade> MakeRequestAsync(NewPaymentRequest request);

    /// <summary>Declines a request as its payer. What is declined stays so, and may be declined again.</summary>
    /// <exception cref="LedgerException">The store failed. What is unknown may be asked for again.</exception>
    ValueTask<RequestClosing> DeclineRequestAsync(RequestId request, WalletId payer);

    /// <summary>Cancels a request as its payee. What is cancelled stays so, and may be cancelled again.</summary>
    /// <exception cref="LedgerException">The store failed. What is unknown may be asked for again.</exception>
    ValueTask<RequestClosing> CancelRequestAsync(RequestId request, WalletId payee);

    /// <summary>A request by its ID, or null.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<PaymentRequest?> FindRequestAsync(RequestId request);

    /// <summary>A page of a wallet's requests. Its cost depends on the page, not on how many there are.</summary>
    /// <exception cref="LedgerException">The store cannot be read.</exception>
    ValueTask<PaymentRequestPage> ReadRequestsAsync(PaymentRequestQuery query);

    /// <summary>Shuts a payee out: no request of theirs to the payer is made from now on. Those that there are
    /// stay.</summary>
    /// <returns>False if there is no user who has the payee's wallet.</returns>
    /// <exception cref="LedgerException">The store failed. What is unknown may be asked for again.</exception>
    ValueTask<bool> BlockPayeeAsync(WalletId payer, WalletId payee);

    /// <summary>Lets a payee ask again.</summary>
    /// <exception cref="LedgerException">The store failed. What is unknown may be asked for again.</exception>
    ValueTask UnblockPayeeAsync(WalletId payer, WalletId payee);
}

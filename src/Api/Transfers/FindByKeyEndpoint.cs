using Microsoft.AspNetCore.Http;
using Wallet.Core;

namespace Wallet.Api;

/// <summary><c>GET /transfers/by-key?key=</c></summary>
internal sealed class FindByKeyEndpoint(ILedger ledger, WalletApiOptions options)
{
    private const string Parameter = "key";

    public static readonly ApiCall Call = new("GET", "/transfers/by-key", "getOutcomeByKey", "See what a key led to")
    {
        Tag = TransfersFeature.Tag,
        Description = "The status and body that the caller's key led to, a recorded refusal included, without PIN. "
            + "404 says that nothing is recorded yet; a request that is under way may still be.",
        SignedIn = true,
        Parameters = [new ApiParameter(
        Parameter, ParameterPlace.Query, typeof(IdempotencyKey), "The caller's idempotency key.", Required: true)],
        Success = StatusCodes.Status201Created,
        SuccessBody = typeof(TransferBody),
        HasLocation = true,
        Problems =
        [
            Problem.InvalidRequest, Problem.NotFound, Problem.ReceiverNotFound, Problem.WalletFrozen,
                Problem.InsufficientFunds, Problem.BalanceLimit,
        ],
    };

    public async ValueTask<IResult> HandleAsync(HttpContext context, Caller caller)
    {
        var query = new RequestQuery(context.Request, Parameter);
        if (!IdempotencyKey.TryParse(query.Find(Parameter), out var key) && !query.Errors.Has(Parameter))
            query.Errors.Add(Parameter, Fields.IdempotencyKey.Rule);
        if (query.Errors.Any)
            return query.Errors.Reply();
        return await ledger.FindKeyAsync(caller.Wallet, key) is { } record
            ? OutcomeReply.Of(record, caller.Wallet, options.Currency)
            : Problem.NotFound.Reply();
    }
}

using Microsoft.AspNetCore.Http;
using Wallet.Core;

namespace Wallet.Api;

/// <summary><c>GET /transfers/{transferId}</c></summary>
internal sealed class FindTransferEndpoint(ILedger ledger, WalletApiOptions options)
{
    private const string Parameter = "transferId";

    public static readonly ApiCall Call = new("GET", "/transfers/{" + Parameter + "}", "getTransfer", "See a transfer")
    {
        Tag = TransfersFeature.Tag,
        Description = "For its sender and its receiver only; balanceAfter is the caller's.",
        SignedIn = true,
        Parameters =
        [new ApiParameter(Parameter, ParameterPlace.Path, typeof(TransferId), "The transfer.", Required: true)],
        Success = StatusCodes.Status200OK,
        SuccessBody = typeof(TransferBody),
        Problems = [Problem.NotFound],
    };

    public async ValueTask<IResult> HandleAsync(HttpContext context, Caller caller) =>
        // What has not the form of an ID is nobody's transfer, and a stranger's does not exist either.
        TransferId.TryParse(context.Request.RouteValues[Parameter] as string, out var id)
        && await ledger.FindTransferAsync(id) is { } transfer
        && (transfer.Sender == caller.Wallet || transfer.Receiver == caller.Wallet)
            ? new JsonReply<TransferBody>(StatusCodes.Status200OK,
            TransferBody.Of(transfer, caller.Wallet, options.Currency), ApiJson.Default.TransferBody)
            : Problem.NotFound.Reply();
}

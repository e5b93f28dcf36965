using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>Wallets, for operators: looking at one, and freezing it.</summary>
internal static class OperatorWalletEndpoints
{
    private static readonly DescribedParameter Wallet =
        new("walletId", ParameterLocation.Path, typeof(WalletId), "The wallet.");

    public static void MapOperatorWallets(this IEndpointRouteBuilder routes)
    {
        var wallets = routes.MapGroup("/wallets/{walletId}").WithTags("Wallets");
        wallets.MapGet("", FindAsync).WithName("getWallet").Needs(OperatorScopes.Read)
            .WithSummary("See a wallet, its balance, and how it is frozen")
            .Takes(Wallet)
            .Refuses(Problem.NotFound);
        wallets.MapGet("/transactions", ReadAsync).WithName("getTransactions").Needs(OperatorScopes.Read)
            .WithSummary("See a wallet's history, newest first")
            .WithDescription("As its owner sees it, a page at a time.")
            .Takes([Wallet, .. HistoryParameters.Described])
            .Refuses(Problem.InvalidRequest, Problem.NotFound);
        wallets.MapPost("/freeze", FreezeAsync).WithName("freezeWallet").Needs(OperatorScopes.Freeze)
            .WithSummary("Stop a wallet from sending, receiving, or both")
            .WithDescription("It holds from the answer on, for whatever was not decided by then, until the moment that "
                + "it names, by the ledger's time, or until somebody thaws the wallet. It takes the place of the "
                + "freeze before. It does not stop an operator who gives a transfer back.")
            .Takes(Wallet)
            .Refuses(Problem.NotFound);
        wallets.MapPost("/thaw", ThawAsync).WithName("thawWallet").Needs(OperatorScopes.Freeze)
            .WithSummary("Let a wallet go on")
            .WithDescription("What was refused meanwhile stays refused under its key.")
            .Takes(Wallet)
            .Refuses(Problem.NotFound);
    }

    private static async Task<Results<OkReply<OperatorWalletBody>, ProblemResult>> FindAsync(
        string walletId, OperatorWallets wallets) =>
        WalletId.TryParse(walletId, out var id) && await wallets.FindAsync(id) is { } wallet
            ? JsonReplies.Ok(wallet)
            : Problem.NotFound.Reply();

    private static async Task<Results<OkReply<TransactionsBody>, ProblemResult>> ReadAsync(
        string walletId, HttpRequest request, ILedger ledger)
    {
        if (!WalletId.TryParse(walletId, out var id))
            return Problem.NotFound.Reply();
        if (HistoryParameters.Read(request, id, out var errors) is not { } query)
            return errors.Reply();
        return await ledger.FindWalletAsync(id) is not null
            ? JsonReplies.Ok(TransactionsBody.Of(id, await ledger.ReadHistoryAsync(id, query)))
            : Problem.NotFound.Reply();
    }

    private static Task<Results<OkReply<OperatorWalletBody>, ProblemResult>> FreezeAsync(
        string walletId, FreezeRequestBody body, HttpContext context, OperatorWallets wallets, TimeProvider time)
    {
        var errors = FieldErrors.OfBody();
        var sides = errors.Require(Fields.Sides, body.Direction);
        var reason = errors.Require(Fields.Reason, body.Reason);
        Timestamp? until = body.Until is null ? null : errors.Require(Fields.Until, body.Until);
        var freeze = new Freeze(sides, until);
        if (!errors.Has(Fields.Until.Name) && freeze.HasEnded(Timestamp.Now(time)))
            errors.Add(Fields.Until.Name, "must lie ahead");
        return ActAsync(walletId, errors, wallets, id =>
            new FreezeWallet(id, freeze, OperatorCaller.Of(context).By, reason));
    }

    private static Task<Results<OkReply<OperatorWalletBody>, ProblemResult>> ThawAsync(
        string walletId, ReasonRequestBody body, HttpContext context, OperatorWallets wallets)
    {
        var errors = FieldErrors.OfBody();
        var reason = errors.Require(Fields.Reason, body.Reason);
        return ActAsync(walletId, errors, wallets, id => new ThawWallet(id, OperatorCaller.Of(context).By, reason));
    }

    private static async Task<Results<OkReply<OperatorWalletBody>, ProblemResult>> ActAsync(
        string walletId, FieldErrors errors, OperatorWallets wallets, Func<WalletId, OperatorAct> act)
    {
        if (errors.Any)
            return errors.Reply();
        return WalletId.TryParse(walletId, out var id) && await wallets.ActAsync(act(id))
            && await wallets.FindAsync(id) is { } wallet
            ? JsonReplies.Ok(wallet)
            : Problem.NotFound.Reply();
    }
}

/// <summary>Wallets with how they are frozen.</summary>
internal sealed class OperatorWallets(ILedger ledger, IOperatorStore store, WalletApiOptions options)
{
    /// <summary>Does what an operator asks for; false if there is no such wallet.</summary>
    public async Task<bool> ActAsync(OperatorAct act) => await store.ActAsync(act) != OperatorVerdict.NotFound;

    /// <summary>A wallet; null if there is none.</summary>
    public async Task<OperatorWalletBody?> FindAsync(WalletId id) => await ledger.FindWalletAsync(id) is { } wallet
        ? new OperatorWalletBody(
            id, wallet.BalanceMinor, options.Currency, wallet.CreatedAt, await FindFreezeAsync(id))
        : null;

    // Whether it is in force is told by the ledger's time, and all the rest by its row of the log. Where another row
    // was written between the two reads, the later one is what holds.
    private async Task<FreezeBody?> FindFreezeAsync(WalletId id) =>
        await store.FindFreezeAsync(id) is not null
        && await store.FindLastFreezeAsync(id) is { Kind: OperatorActKind.Frozen } row
        && Freeze.TryParse(row.Detail, out var freeze)
            ? new FreezeBody(freeze.Sides, freeze.Until, row.Reason, row.At, row.By)
            : null;
}

using Microsoft.AspNetCore.Http;
using Wallet.Core;

namespace Wallet.Api;

/// <summary><c>GET /wallet</c></summary>
internal sealed class BalanceEndpoint(ILedger ledger, WalletApiOptions options)
{
    public static readonly ApiCall Call = new("GET", "/wallet", "getWallet", "See the wallet and its balance")
    {
        Tag = WalletFeature.Tag,
        Description = "Every change that was acknowledged before the call is in the balance.",
        SignedIn = true,
        Success = StatusCodes.Status200OK,
        SuccessBody = typeof(WalletBody),
    };

    public async ValueTask<IResult> HandleAsync(HttpContext context, Caller caller) =>
        await ledger.FindWalletAsync(caller.Wallet) is { } wallet
            ? new JsonReply<WalletBody>(
                StatusCodes.Status200OK,
                new WalletBody(wallet.Id, wallet.BalanceMinor, options.Currency, wallet.CreatedAt),
                ApiJson.Default.WalletBody)
            : new ProblemReply(Problem.Unauthenticated) { Challenge = CallerAuthenticator.InvalidTokenChallenge };
}

/// <summary>A wallet as its owner sees it. The balance is in minor units.</summary>
internal sealed record WalletBody(WalletId WalletId, long Balance, string Currency, Timestamp CreatedAt);

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>Which operator calls.</summary>
/// <param name="By">The key; null for the command line, which comes over the socket in the data folder.</param>
/// <param name="Scopes">What it allows.</param>
internal sealed record OperatorCaller(OperatorKeyId? By, OperatorScopes Scopes)
{
    /// <summary>The command line.</summary>
    public static readonly OperatorCaller CommandLine = new(
        null, OperatorScopes.Read | OperatorScopes.Freeze | OperatorScopes.Money | OperatorScopes.Keys);

    /// <summary>Who calls an endpoint that needs a scope.</summary>
    public static OperatorCaller Of(HttpContext context) => context.Features.Get<OperatorCaller>()!;
}

/// <summary>The scope that an endpoint needs.</summary>
internal sealed record NeededScope(OperatorScopes Scope);

/// <summary>How endpoints of operators say what they need.</summary>
internal static class NeededScopes
{
    /// <summary>Says which scope the endpoint needs.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder endpoint, OperatorScopes scope) =>
        endpoint.WithMetadata(new NeededScope(scope));
}

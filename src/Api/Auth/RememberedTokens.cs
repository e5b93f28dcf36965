using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>
/// Step 1 of the chain for a token that has been verified before: its answer is ready, and the framework makes no
/// handler. Whatever else comes is the handler's to judge (<see cref="TokenEvents"/>). The generation is looked at each
/// time.
/// </summary>
internal sealed class RememberedTokens(
    TokenMemory memory, ITokenGenerations generations, IAuthenticationSchemeProvider schemes,
    IAuthenticationHandlerProvider handlers, IClaimsTransformation transform, IOptions<AuthenticationOptions> options)
    : AuthenticationService(schemes, handlers, transform, options)
{
    /// <inheritdoc/>
    public override Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme)
    {
        if (!BearerHeader.TryRead(context.Request.Headers.Authorization, out var text)
            || memory.Find(TokenDigest.Of(text)) is not { } known)
            return base.AuthenticateAsync(context, scheme);
        var generation = generations.FindAsync(known.Caller.User);
        if (!generation.IsCompletedSuccessfully)
            return JudgeAsync(context, scheme, known, generation);
        return generation.Result == known.Generation ? known.Success : base.AuthenticateAsync(context, scheme);
    }

    private async Task<AuthenticateResult> JudgeAsync(
        HttpContext context, string? scheme, VerifiedToken known, ValueTask<int?> generation)
    {
        try
        {
            if (await generation == known.Generation)
                return await known.Success;
        }
        catch (LedgerException)
        {
            // The handler will meet it again, and tell it.
        }

        return await base.AuthenticateAsync(context, scheme);
    }
}

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>
/// Step 1 of the chain: finds out who calls. The stock handler verifies a token the first time; later requests with the
/// same token find it remembered, which saves the handler all of its work. The generation is looked at each time.
/// </summary>
internal sealed class TokenEvents(TokenMemory memory, ITokenGenerations generations) : JwtBearerEvents
{
    /// <inheritdoc/>
    public override Task MessageReceived(MessageReceivedContext context)
    {
        var header = context.Request.Headers.Authorization;
        // The framework would take the header in more spellings than one.
        if (!BearerHeader.TryRead(header, out var text))
        {
            if (header.Count > 0)
                context.Fail("The Authorization header holds no single access token.");
            return Task.CompletedTask;
        }

        if (memory.Find(TokenDigest.Of(text)) is { } known)
            return AdmitAsync(context, known);
        context.Token = text.ToString();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task TokenValidated(TokenValidatedContext context)
    {
        if (VerifiedToken.Of(context.Principal!) is not { } verified)
        {
            context.Fail("The claims are not those of this API.");
            return;
        }

        await AdmitAsync(context, verified);
        if (context.Result is { Succeeded: true })
            memory.Add(TokenDigest.Of(((JsonWebToken)context.SecurityToken).EncodedToken), verified);
    }

    /// <inheritdoc/>
    public override Task Challenge(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        var refusal = context.AuthenticateFailure switch
        {
            null => Problem.Unauthenticated.Reply(),
            LedgerException => Problem.Unavailable.Reply(TimeSpan.FromSeconds(1)),
            _ => new ProblemResult(Problem.Unauthenticated) { Challenge = BearerTokens.InvalidTokenChallenge },
        };
        return refusal.ExecuteAsync(context.HttpContext);
    }

    private async Task AdmitAsync(ResultContext<JwtBearerOptions> context, VerifiedToken token)
    {
        try
        {
            if (await generations.FindAsync(token.Caller.User) != token.Generation)
            {
                context.Fail("The token was ended early.");
                return;
            }

            context.Principal = token.Principal;
            context.Success();
        }
        catch (LedgerException e)
        {
            context.Fail(e);
        }
    }
}

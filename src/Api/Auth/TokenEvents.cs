using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>
/// Step 1 of the chain for a token that is not remembered: the stock handler verifies it, and what this API demands
/// beyond that is here. Later requests with the same token never get here (<see cref="RememberedTokens"/>).
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

        context.Token = text.ToString();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task TokenValidated(TokenValidatedContext context)
    {
        if (VerifiedToken.Of(context.Principal!, context.SecurityToken.SigningKey) is not { } verified)
        {
            context.Fail("The claims are not those of this API.");
            return;
        }

        try
        {
            if (await generations.FindAsync(verified.Caller.User) != verified.Generation)
            {
                context.Fail("The token was ended early.");
                return;
            }
        }
        catch (LedgerException e)
        {
            context.Fail(e);
            return;
        }

        memory.Add(TokenDigest.Of(((JsonWebToken)context.SecurityToken).EncodedToken), verified);
        context.Principal = verified.Principal;
        context.Success();
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
}

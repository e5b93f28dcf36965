using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>
/// Step 1 of the chain: finds out who calls. The stock JWT bearer handler verifies a token the first time; later
/// requests with the same token find it remembered. The generation is looked at each time.
/// </summary>
internal sealed class CallerAuthenticator(TokenMemory memory, ITokenGenerations generations)
{
    /// <summary>The challenge for a token that is not valid (any more), RFC 6750, section 3.1.</summary>
    public const string InvalidTokenChallenge = "Bearer error=\"invalid_token\"";

    /// <summary>Who calls, or the refusal.</summary>
    /// <exception cref="LedgerException">The user store cannot be read.</exception>
    public ValueTask<Admission> AdmitAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count == 0)
            return new(new Admission(default, Problem.Unauthenticated.Reply()));
        if (!BearerHeader.TryRead(header, out var text))
            return new(Refused);
        var digest = TokenDigest.Of(text);
        return memory.Find(digest) is { } token ? CheckGenerationAsync(token) : VerifyAsync(context, digest);
    }

    private ValueTask<Admission> CheckGenerationAsync(VerifiedToken token)
    {
        var lookup = generations.FindAsync(token.Caller.User);
        return lookup.IsCompletedSuccessfully ? new(Judge(token, lookup.Result)) : WaitAsync(token, lookup);

        static async ValueTask<Admission> WaitAsync(VerifiedToken token, ValueTask<int?> lookup) =>
            Judge(token, await lookup);
    }

    private async ValueTask<Admission> VerifyAsync(HttpContext context, TokenDigest digest)
    {
        // The handler reads the header once more; of the one spelling that comes here, it finds the same token.
        var result = await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (!result.Succeeded || VerifiedToken.Of(result.Principal) is not { } token)
            return Refused;
        var admission = await CheckGenerationAsync(token);
        if (admission.Refusal is null)
            memory.Add(digest, token);
        return admission;
    }

    private static Admission Judge(VerifiedToken token, int? generation) =>
        generation == token.Generation ? new Admission(token.Caller, null) : Refused;

    private static Admission Refused =>
        new(default, new ProblemReply(Problem.Unauthenticated) { Challenge = InvalidTokenChallenge });
}

/// <summary>Who calls, if there is no refusal.</summary>
internal readonly record struct Admission(Caller Caller, IResult? Refusal);

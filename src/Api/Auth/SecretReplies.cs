using Microsoft.AspNetCore.Http;
using Wallet.Core;

namespace Wallet.Api;

/// <summary>The answers to checks of passwords and PINs.</summary>
internal static class SecretReplies
{
    public static IResult OfPassword(SecretCheck check) => check.Verdict switch
    {
        SecretVerdict.Wrong => Problem.InvalidCredentials.Reply(),
        SecretVerdict.Locked => Problem.SignInLocked.Reply(check.RetryAfter),
        _ => Of(check),
    };

    public static IResult OfPin(SecretCheck check) => check.Verdict switch
    {
        SecretVerdict.Wrong => new ProblemReply(Problem.WrongPin)
        { Body = Problem.WrongPin.Body with { AttemptsLeft = check.AttemptsLeft } },
        SecretVerdict.Locked => Problem.PinLocked.Reply(check.RetryAfter),
        _ => Of(check),
    };

    private static IResult Of(SecretCheck check) => check.Verdict switch
    {
        SecretVerdict.Verified => TypedResults.NoContent(),
        SecretVerdict.Busy => Problem.Busy.Reply(TimeSpan.FromSeconds(1)),
        SecretVerdict.UnknownUser => Problem.Unauthenticated.Reply(),
        _ => Problem.Unavailable.Reply(TimeSpan.FromSeconds(1)),
    };
}

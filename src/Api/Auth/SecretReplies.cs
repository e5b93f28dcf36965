using Wallet.Core;

namespace Wallet.Api;

/// <summary>The refusals of checks of passwords and PINs.</summary>
internal static class SecretReplies
{
    public static ProblemResult OfPassword(SecretCheck check) => check.Verdict switch
    {
        SecretVerdict.Wrong => Problem.InvalidCredentials.Reply(),
        SecretVerdict.Locked => Problem.SignInLocked.Reply(check.RetryAfter),
        _ => Of(check),
    };

    public static ProblemResult OfPin(SecretCheck check) => check.Verdict switch
    {
        SecretVerdict.Wrong => new ProblemResult(Problem.WrongPin) { AttemptsLeft = check.AttemptsLeft },
        SecretVerdict.Locked => Problem.PinLocked.Reply(check.RetryAfter),
        _ => Of(check),
    };

    private static ProblemResult Of(SecretCheck check) => check.Verdict switch
    {
        SecretVerdict.Busy => Problem.Busy.Reply(TimeSpan.FromSeconds(1)),
        SecretVerdict.UnknownUser => Problem.Unauthenticated.Reply(),
        _ => Problem.Unavailable.Reply(TimeSpan.FromSeconds(1)),
    };
}

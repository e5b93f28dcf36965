using System.CommandLine;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Lifts a user's lock, and signs a user out.</summary>
internal static class UserCommands
{
    public static Command CreateUnlock(Func<OperatorDesk> desk)
    {
        var (user, reason) = (User(), OperatorReason.Option());
        var what = new Option<string>("--what") { Description = "what is locked", Required = true };
        what.AcceptOnlyFromAmong(OperatorNames.Secrets.Names);
        var command = new Command("unlock", "lift a lock after wrong PINs or passwords; a host must be serving")
        {
            user, what, reason,
        };
        command.SetAction(line =>
        {
            var secret = OperatorNames.Secrets.Parse(line.GetValue(what));
            return RunAsync(desk(), line.GetRequiredValue(user), line.GetRequiredValue(reason),
                (opened, id, why) => opened.UnlockAsync(id, secret, why), "is unlocked",
                line.InvocationConfiguration.Output);
        });
        return command;
    }

    public static Command CreateSignOut(Func<OperatorDesk> desk)
    {
        var (user, reason) = (User(), OperatorReason.Option());
        var command = new Command("sign-out", "end all access tokens of a user") { user, reason };
        command.SetAction(line => RunAsync(
            desk(), line.GetRequiredValue(user), line.GetRequiredValue(reason),
            static (opened, id, why) => opened.ActAsync(new SignOutUser(id, null, why)), "is signed out",
            line.InvocationConfiguration.Output));
        return command;
    }

    private static Argument<string> User() => new("USER") { Description = "the user's ID or e-mail" };

    private static async Task<int> RunAsync(
        OperatorDesk desk, string user, string reason, Func<OperatorDesk, UserId, Note, Task<OperatorVerdict>> act,
        string done, TextWriter output)
    {
        var why = OperatorReason.Parse(reason);
        UserId? id = UserId.TryParse(user, out var parsed) ? parsed
            : EmailAddress.TryParse(user, out var email) ? await desk.FindUserAsync(email)
            : throw new StartException(
                ExitCodes.BadSetting, "USER is a user's ID of 32 hexadecimal digits, or an e-mail.");
        if (id is not { } found || await act(desk, found, why) == OperatorVerdict.NotFound)
            throw new StartException(ExitCodes.Failed, "There is no such user.");
        await output.WriteLineAsync($"{found} {done}.");
        return ExitCodes.Ok;
    }
}

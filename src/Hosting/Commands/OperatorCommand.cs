using System.CommandLine;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Makes, lists and revokes the keys of operators.</summary>
internal static class OperatorCommand
{
    private static readonly Note ByDefault = Note.Parse("on the command line");

    public static Command Create(Func<OperatorDesk> desk) => new("operator", "make, list and revoke operators' keys")
    {
        CreateAdd(desk), CreateList(desk), CreateRevoke(desk),
    };

    private static Command CreateAdd(Func<OperatorDesk> desk)
    {
        var name = new Option<string>("--name")
        {
            Description = "whose key it is, or what for",
            HelpName = "TEXT",
            Required = true,
        };
        var scopes = new Option<string>("--scopes")
        {
            Description = "what it allows: some of read, freeze, money and keys, with commas",
            HelpName = "LIST",
            Required = true,
        };
        var reason = Reason();
        var command = new Command("add", "make a key, which is shown this once") { name, scopes, reason };
        command.SetAction(async line =>
        {
            if (!Note.TryParseSaying(line.GetRequiredValue(name), out var called))
                throw new StartException(
                    ExitCodes.BadSetting, $"A name is a text of at most {Limits.MaxNoteLength} characters.");
            var (key, text) = await desk().AddKeyAsync(
                called, Scopes(line.GetRequiredValue(scopes)), Why(line.GetValue(reason)));
            var output = line.InvocationConfiguration.Output;
            await output.WriteLineAsync($"id      {key.Id}");
            await output.WriteLineAsync($"name    {key.Name.Value}");
            await output.WriteLineAsync($"scopes  {key.Scopes.ToText()}");
            await output.WriteLineAsync($"key     {text}");
            await output.WriteLineAsync("The key is not shown again.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateList(Func<OperatorDesk> desk)
    {
        var command = new Command("list", "list all keys, the oldest first; none can be seen again itself");
        command.SetAction(async line =>
        {
            foreach (var key in await desk().ListKeysAsync())
                await line.InvocationConfiguration.Output.WriteLineAsync(
                    $"{key.Id}  {key.CreatedAt}  {key.Scopes.ToText(),-22}  {key.Name.Value}"
                    + (key.RevokedAt is { } at ? $"  (revoked {at})" : ""));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateRevoke(Func<OperatorDesk> desk)
    {
        var id = new Argument<string>("ID") { Description = "the key's ID, as operator list tells it" };
        var reason = Reason();
        var command = new Command("revoke", "let a key count no more") { id, reason };
        command.SetAction(async line =>
        {
            if (!OperatorKeyId.TryParse(line.GetRequiredValue(id), out var key))
                throw new StartException(
                    ExitCodes.BadSetting, "That is not the ID of a key, which has 32 hexadecimal digits.");
            var verdict = await desk().ActAsync(new RevokeOperatorKey(key, null, Why(line.GetValue(reason))));
            if (verdict == OperatorVerdict.NotFound)
                throw new StartException(ExitCodes.Failed, $"There is no key {key}.");
            await line.InvocationConfiguration.Output.WriteLineAsync($"{key} counts no more.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Option<string?> Reason() => new("--reason")
    {
        Description = $"why, for the operators' log; '{ByDefault.Value}' unless given",
        HelpName = "TEXT",
    };

    private static Note Why(string? reason) => reason is null ? ByDefault : OperatorReason.Parse(reason);

    private static OperatorScopes Scopes(string list)
    {
        var scopes = OperatorScopes.None;
        foreach (var name in list.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!OperatorNames.Scopes.TryParse(name, out var scope))
                throw new StartException(
                    ExitCodes.BadSetting, $"--scopes must list some of read, freeze, money and keys, not '{name}'.");
            scopes |= scope;
        }

        return scopes;
    }
}

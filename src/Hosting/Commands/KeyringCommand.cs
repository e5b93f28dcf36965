using System.CommandLine;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Rotates the keys and peppers of a file, which hosts read again while they serve. Only IDs are
/// printed.</summary>
internal static class KeyringCommand
{
    private const string SigningKey = "signing-key", Pepper = "pepper";

    public static Command Create(Func<KeyFile> file, Func<ILedgerOperator> ledger, Func<KeyFileBody?> settings) =>
        new("keyring", "list and rotate the keys that sign tokens, and the peppers, also while they are used")
        {
            CreateMake(file, settings), CreateList(file, ledger), CreateAdd(file), CreateUse(file),
            CreateRemove(file, ledger),
        };

    private static Command CreateMake(Func<KeyFile> file, Func<KeyFileBody?> settings)
    {
        var command = new Command("make", "make the file, with the keys of the settings or else with new ones");
        command.SetAction(line =>
        {
            var opened = file();
            if (Path.Exists(opened.Path))
                throw new StartException(ExitCodes.CannotStart, $"{opened.Path} exists; nothing is overwritten.");
            if (settings() is { } body)
                opened.Write(body);
            else
                opened.Make();
            line.InvocationConfiguration.Output.WriteLine($"Made {opened.Path}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateList(Func<KeyFile> file, Func<ILedgerOperator> ledger)
    {
        var command = new Command(
            "list",
            "list the IDs, and how many passwords and PINs are under each pepper; exit code 1 if one is missing");
        command.SetAction(async line =>
        {
            var (body, output) = (file().Read(), line.InvocationConfiguration.Output);
            var uses = (await ledger().CountPeppersAsync()).ToDictionary(static use => use.PepperId);
            foreach (var key in body.JwtKeys)
                await output.WriteLineAsync($"{SigningKey,-12} {key.Id,-16} {Role(body.JwtKeys, key)}");
            foreach (var key in body.Peppers)
                await output.WriteLineAsync($"{Pepper,-12} {key.Id,-16} {Role(body.Peppers, key),-8}  "
                    + Describe(uses.GetValueOrDefault(key.Id)));
            var missing = uses.Values.ExceptBy(body.Peppers.Select(static key => key.Id), static use => use.PepperId);
            foreach (var use in missing)
                await output.WriteLineAsync($"{Pepper,-12} {use.PepperId,-16} {"MISSING",-8}  {Describe(use)}");
            return missing.Any() ? ExitCodes.Failed : ExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateAdd(Func<KeyFile> file)
    {
        var what = new Argument<string>("WHAT") { Description = $"{SigningKey} or {Pepper}" };
        what.AcceptOnlyFromAmong(SigningKey, Pepper);
        var command = new Command("add", "add a new one that is known and not used yet") { what };
        command.SetAction(line =>
        {
            var (opened, key) = (file(), KeyFile.NewKey());
            var body = opened.Read();
            opened.Write(line.GetRequiredValue(what) == Pepper
                ? body with { Peppers = [.. body.Peppers, key] }
                : body with { JwtKeys = [.. body.JwtKeys, key] });
            line.InvocationConfiguration.Output.WriteLine(key.Id);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateUse(Func<KeyFile> file)
    {
        var id = Id();
        var command = new Command("use", "make one the current one; those before stay valid") { id };
        command.SetAction(line =>
        {
            Change(file(), line.GetRequiredValue(id), static (keys, key) =>
                [key, .. keys.Where(other => other != key)]);
            line.InvocationConfiguration.Output.WriteLine($"{line.GetRequiredValue(id)} is current.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateRemove(Func<KeyFile> file, Func<ILedgerOperator> ledger)
    {
        var id = Id();
        var command = new Command("remove", "remove one that is not current; not a pepper that something is under")
        {
            id,
        };
        command.SetAction(async line =>
        {
            var (opened, name) = (file(), line.GetRequiredValue(id));
            if (opened.Read().Peppers.Any(key => key.Id == name)
                && (await ledger().CountPeppersAsync()).FirstOrDefault(use => use.PepperId == name) is { } use)
                throw new StartException(ExitCodes.Failed,
                    $"{name} stays: {Describe(use)} are under it, and could not be verified without.");
            Change(opened, name, (keys, key) => keys[0] == key
                ? throw new StartException(ExitCodes.Failed, $"{name} is current. Use another one first.")
                : [.. keys.Where(other => other != key)]);
            await line.InvocationConfiguration.Output.WriteLineAsync($"{name} is removed.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Change(KeyFile file, string id, Func<IReadOnlyList<NamedKey>, NamedKey, NamedKey[]> change)
    {
        var body = file.Read();
        var (signing, pepper) = (Find(body.JwtKeys), Find(body.Peppers));
        if (signing is not null && pepper is not null)
            throw new StartException(ExitCodes.Failed, $"A signing key and a pepper have the ID {id}.");
        file.Write(signing is not null ? body with { JwtKeys = change(body.JwtKeys, signing) }
            : pepper is not null ? body with { Peppers = change(body.Peppers, pepper) }
            : throw new StartException(ExitCodes.Failed, $"There is no key and no pepper {id}."));

        NamedKey? Find(IReadOnlyList<NamedKey> keys) => keys.FirstOrDefault(key => key.Id == id);
    }

    private static string Role(IReadOnlyList<NamedKey> keys, NamedKey key) => keys[0] == key ? "current" : "valid";

    private static string Describe(PepperUse? use) => $"{use?.Passwords ?? 0} passwords, {use?.Pins ?? 0} PINs";

    private static Argument<string> Id() => new("ID") { Description = "its ID, as keyring list tells it" };
}

using System.CommandLine;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Freezes or thaws a wallet.</summary>
internal static class FreezeCommand
{
    /// <summary>The command that freezes.</summary>
    public static Command CreateFreeze(Func<OperatorDesk> desk)
    {
        var (wallet, reason) = (Wallet(), OperatorReason.Option());
        var side = new Option<string>("--side")
        {
            Description = "what is stopped: what it sends (debit), what it receives (credit), or both",
            DefaultValueFactory = static _ => OperatorNames.Sides.Of(FrozenSides.Both),
        };
        side.AcceptOnlyFromAmong(OperatorNames.Sides.Names);
        var until = new Option<DateTimeOffset?>("--until")
        {
            Description = "when it ends by itself, as 2026-12-31T18:00Z; never unless given",
            HelpName = "TIME",
        };
        var command = new Command("freeze", "stop a wallet from sending, receiving, or both")
        {
            wallet, side, until, reason,
        };
        command.SetAction(line =>
        {
            var sides = OperatorNames.Sides.Parse(line.GetValue(side));
            var freeze = new Freeze(sides, line.GetValue(until) is { } end ? Timestamp.From(end) : null);
            if (freeze.HasEnded(Timestamp.Now(TimeProvider.System)))
                throw new StartException(ExitCodes.BadSetting, $"{freeze.Until} is over.");
            return RunAsync(
                desk, line.GetRequiredValue(wallet), line.GetRequiredValue(reason),
                (id, why) => new FreezeWallet(id, freeze, null, why), $"frozen: {freeze}",
                line.InvocationConfiguration.Output);
        });
        return command;
    }

    /// <summary>The command that thaws.</summary>
    public static Command CreateThaw(Func<OperatorDesk> desk)
    {
        var (wallet, reason) = (Wallet(), OperatorReason.Option());
        var command = new Command("thaw", "undo that") { wallet, reason };
        command.SetAction(line => RunAsync(
            desk, line.GetRequiredValue(wallet), line.GetRequiredValue(reason),
            static (id, why) => new ThawWallet(id, null, why), "thawed", line.InvocationConfiguration.Output));
        return command;
    }

    private static Argument<string> Wallet() => new("WALLET") { Description = "the wallet's ID" };

    private static async Task<int> RunAsync(
        Func<OperatorDesk> desk, string wallet, string reason, Func<WalletId, Note, OperatorAct> act, string done,
        TextWriter output)
    {
        if (!WalletId.TryParse(wallet, out var id))
            throw new StartException(ExitCodes.BadSetting, $"'{wallet}' is not a wallet ID.");
        var why = OperatorReason.Parse(reason);
        if (await desk().ActAsync(act(id, why)) != OperatorVerdict.Done)
            throw new StartException(
                ExitCodes.Failed, id.IsIssuer ? "The issuer can't be frozen."
                    : id.IsEscrow ? "Escrow can't be frozen." : $"There is no wallet {id}.");
        await output.WriteLineAsync($"{id} is {done}.");
        return ExitCodes.Ok;
    }
}

using System.CommandLine;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Freezes or thaws a wallet.</summary>
internal static class FreezeCommand
{
    public static Command Create(Func<ILedgerOperator> ledger, bool frozen)
    {
        var wallet = new Argument<string>("WALLET") { Description = "the wallet's ID" };
        var command = frozen
            ? new Command("freeze", "stop a wallet from sending and receiving")
            : new Command("thaw", "undo that");
        command.Arguments.Add(wallet);
        command.SetAction(line => RunAsync(
            ledger, line.GetRequiredValue(wallet), frozen, line.InvocationConfiguration.Output));
        return command;
    }

    private static async Task<int> RunAsync(
        Func<ILedgerOperator> ledger, string wallet, bool frozen, TextWriter output)
    {
        if (!WalletId.TryParse(wallet, out var id))
            throw new StartException(ExitCodes.BadSetting, $"'{wallet}' is not a wallet ID.");
        if (!await ledger().ActAsync(opened => opened.SetFrozenAsync(id, frozen).AsTask()))
            throw new StartException(
                ExitCodes.Failed, id.IsIssuer ? "The issuer can't be frozen." : $"There is no wallet {id}.");
        await output.WriteLineAsync($"{id} is {(frozen ? "frozen" : "thawed")}.");
        return ExitCodes.Ok;
    }
}

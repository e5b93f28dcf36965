using Wallet.Core;
using Wallet.Ledger.Sqlite;

namespace Wallet.Standalone;

/// <summary>Freezes or thaws a wallet. It takes the folder's lock: a serving process is the only one that writes to its
/// ledger.</summary>
internal static class FreezeCommand
{
    public static async Task<int> RunAsync(string[] options, string wallet, bool frozen)
    {
        if (!WalletId.TryParse(wallet, out var id))
            throw new StartException(ExitCodes.BadSetting, $"'{wallet}' is not a wallet ID.");
        var settings = CommandLine.Settings(options);
        var path = DataFolder.LedgerIn(settings.DataDir);
        if (!File.Exists(path))
            throw new StartException(ExitCodes.CannotStart, $"There is no ledger {path}.");
        using var folder = DataFolder.Open(settings.DataDir);
        await using var ledger = SqliteLedger.Open(
            new SqliteLedgerOptions { Path = path, Currency = settings.Currency }, TimeProvider.System);
        try
        {
            if (!await ledger.SetFrozenAsync(id, frozen))
                throw new StartException(
                    ExitCodes.Failed, id.IsIssuer ? "The issuer can't be frozen." : $"There is no wallet {id}.");
        }
        catch (LedgerException e)
        {
            throw new StartException(ExitCodes.CannotStart, e.Message.ReplaceLineEndings(" "), e);
        }

        Console.WriteLine($"{id} is {(frozen ? "frozen" : "thawed")}.");
        return ExitCodes.Ok;
    }
}

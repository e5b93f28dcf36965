using System.CommandLine;
using Wallet.Core;

namespace Wallet.Hosting;

/// <summary>Gives back a transfer, or a part of it, from its receiver to its sender.</summary>
internal static class ReverseCommand
{
    public static Command Create(Func<OperatorDesk> desk)
    {
        var transfer = new Argument<string>("TRANSFER") { Description = "the transfer's ID" };
        var amount = new Option<long?>("--amount")
        {
            Description = "how much, in minor units; all that is left of it unless given",
            HelpName = "N",
        };
        var reason = new Option<string>("--reason")
        {
            Description = $"why, in at most {Limits.MaxNoteLength} characters; both parties read it",
            HelpName = "TEXT",
            Required = true,
        };
        var key = new Option<string>("--key")
        {
            Description = "names this reversal: with the same key it happens once, however often it is asked for",
            HelpName = "KEY",
            Required = true,
        };
        var command = new Command("reverse", "give back a transfer, or a part of it, from its receiver to its sender")
        {
            transfer, amount, reason, key,
        };
        command.SetAction(line => RunAsync(
            desk, line.GetRequiredValue(transfer), line.GetValue(amount), line.GetRequiredValue(reason),
            line.GetRequiredValue(key), line.InvocationConfiguration.Output));
        return command;
    }

    private static async Task<int> RunAsync(
        Func<OperatorDesk> desk, string transfer, long? amountMinor, string reason, string key, TextWriter output)
    {
        if (!TransferId.TryParse(transfer, out var id))
            throw Bad($"'{transfer}' is not the ID of a transfer.");
        var amount = Amount.Rest;
        if (amountMinor is { } minor && !Amount.TryFrom(minor, out amount))
            throw Bad($"An amount is {Limits.MinAmountMinor} to {Limits.MaxAmountMinor} minor units.");
        var note = OperatorReason.Parse(reason);
        if (!IdempotencyKey.TryParse(key, out var idempotencyKey) || idempotencyKey.IsReserved)
            throw Bad($"A key is 1 to {Limits.MaxKeyLength} visible ASCII characters, and begins neither with "
                + "request: nor with expire:.");

        var decision = await desk().ReverseAsync(id, amount, note, idempotencyKey);
        if (decision.Transfer is not { } reversal)
            throw new StartException(ExitCodes.Failed, Refusal(decision, id));
        await output.WriteLineAsync(
            $"{reversal.Id} {(decision.Replayed ? "has given" : "gives")} {reversal.Amount.Minor} of {id} back, from "
            + $"{reversal.Sender} to {reversal.Receiver}.");
        return ExitCodes.Ok;
    }

    private static string Refusal(Decision decision, TransferId id) => decision.Code switch
    {
        OutcomeCode.TooManyParts => $"{id} was given back in too many parts; only all that is left can follow.",
        OutcomeCode.RefundExceeds => $"{decision.RemainingMinor} is left of {id}.",
        OutcomeCode.InsufficientFunds => "The receiver does not have that much any more.",
        OutcomeCode.WalletFrozen => "One of the two wallets is frozen.",
        OutcomeCode.BalanceLimit => "The sender's balance would be too large.",
        OutcomeCode.IdempotencyKeyReused => "The key was used for another reversal.",
        _ => $"It was refused: {decision.Code}.",
    };

    private static StartException Bad(string message) => new(ExitCodes.BadSetting, message);
}

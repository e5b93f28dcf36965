namespace Wallet.Core;

/// <summary>Counts requests to move money by what they were answered.</summary>
public static class TransferCounts
{
    private static readonly Operation[] Operations = Enum.GetValues<Operation>();
    private static readonly OutcomeCode[] Outcomes = Enum.GetValues<OutcomeCode>();

    // The index of each code among all of them.
    private static readonly byte[] IndexOf = MakeIndex();

    private static readonly CellCounter Transfers = Make(
        "wallet.transfers", "Requests to move money that were answered, without replays.");

    private static readonly CellCounter Replays = Make(
        "wallet.replays", "Requests that were answered with what their key had led to before.");

    /// <summary>Counts one.</summary>
    /// <param name="operation">What was asked for.</param>
    /// <param name="outcome">What it was answered.</param>
    public static void Add(Operation operation, TransferOutcome outcome) => (outcome.Replayed ? Replays : Transfers)
        .Add(((int)operation - 1) * Outcomes.Length + IndexOf[(byte)outcome.Code]);

    private static byte[] MakeIndex()
    {
        var index = new byte[byte.MaxValue + 1];
        for (byte i = 0; i < Outcomes.Length; i++)
            index[(byte)Outcomes[i]] = i;
        return index;
    }

    private static CellCounter Make(string name, string description) => new(name, "{transfer}", description,
        Operations.SelectMany(static operation => Outcomes.Select(KeyValuePair<string, object?>[] (outcome) =>
        [
            new("wallet.operation", TagName.Of(operation)), new("wallet.outcome", TagName.Of(outcome)),
        ])));
}

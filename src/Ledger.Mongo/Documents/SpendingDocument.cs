using MongoDB.Bson;
using Wallet.Core;

namespace Wallet.Ledger.Mongo;

/// <summary>
/// What a wallet's document tells of its limits and of what was sent.
/// <code>spent?: { day, minor, debit, since? }, limits?: { perTransfer?, perDay?, raise?: { perTransfer?, perDay?,
/// from } }, limitsSetAt?</code>
/// </summary>
/// <remarks>Programs from before there were limits write a wallet without these. So <c>debit</c> says which debit the
/// sum knew of last: when the wallet's last one is another, such a program was the committer meanwhile, and the sum is
/// certain only from the next entry on.</remarks>
internal static class SpendingDocument
{
    /// <summary>Writes what was sent, if the wallet was debited since it was written last.</summary>
    public static void WriteSpent(BsonBuffer buffer, MongoWallet wallet)
    {
        if (wallet.LastDebit == wallet.CountedDebit)
            return;
        buffer.BeginDocument("spent"u8);
        buffer.Add("day"u8, wallet.Spending.Day);
        buffer.Add("minor"u8, wallet.Spending.SpentMinor);
        buffer.Add("debit"u8, wallet.LastDebit);
        if (wallet.Spending.Since != 0)
            buffer.Add("since"u8, wallet.Spending.Since);
        buffer.End();
    }

    /// <summary>Adds both to the document of a wallet that comes from another ledger.</summary>
    public static void Add(BsonDocument document, CopiedWallet wallet)
    {
        var (spending, limits) = (wallet.State.Spending, wallet.State.OwnLimits);
        if (wallet.LastDebit != 0 || spending != default)
        {
            var spent = new BsonDocument
            {
                { "day", new BsonInt64(spending.Day) },
                { "minor", new BsonInt64(spending.SpentMinor) },
                { "debit", new BsonInt64(wallet.LastDebit) },
            };
            document.Add("spent", spending.Since == 0 ? spent : spent.Add("since", new BsonInt64(spending.Since)));
        }

        if (limits is not null)
            document.Add("limits", Of(limits));
    }

    /// <summary>What was sent, and the debit that was counted last.</summary>
    public static (DaySpending Spending, long Debit) ToSpent(ReadOnlySpan<byte> document)
    {
        long day = 0, minor = 0, debit = 0, since = 0;
        for (var field = new BsonFields(document); field.Next();)
        {
            var name = field.Name;
            if (name.SequenceEqual("day"u8))
                day = field.Int64;
            else if (name.SequenceEqual("minor"u8))
                minor = field.Int64;
            else if (name.SequenceEqual("debit"u8))
                debit = field.Int64;
            else if (name.SequenceEqual("since"u8))
                since = field.Int64;
        }

        return (new DaySpending(day, minor, since), debit);
    }

    /// <summary>What is certain of a sum, in a wallet of which this is the last entry and the last debit.</summary>
    public static DaySpending Certain((DaySpending Spending, long Debit) spent, long sequence, long lastDebit) =>
        spent.Debit == lastDebit ? spent.Spending : spent.Spending with { Since = sequence + 1 };

    /// <summary>What setting the limits changes.</summary>
    public static BsonDocument Change(WalletLimits? limits) => limits is null
        ? new BsonDocument("$unset", new BsonDocument("limits", ""))
        : new BsonDocument("$set", new BsonDocument("limits", Of(limits)));

    /// <summary>The limits.</summary>
    /// <exception cref="FormatException">There are none in it.</exception>
    public static WalletLimits ToLimits(BsonDocument document)
    {
        var until = ToPair(document);
        if (!document.TryGetValue("raise", out var raise))
            return Checked(new WalletLimits(until));
        var then = raise.AsBsonDocument;
        return Checked(new WalletLimits(until, new PendingLimits(ToPair(then), then["from"].ToTimestamp())));
    }

    private static BsonDocument Of(WalletLimits limits)
    {
        var document = Of(limits.Until);
        return limits.Raise is { } raise
            ? document.Add("raise", Of(raise.Then).Add("from", BsonValues.Of(raise.From)))
            : document;
    }

    private static BsonDocument Of(SpendingLimits limits)
    {
        var document = new BsonDocument();
        if (limits.PerTransferMinor is { } perTransfer)
            document.Add("perTransfer", new BsonInt64(perTransfer));
        return limits.PerDayMinor is { } perDay ? document.Add("perDay", new BsonInt64(perDay)) : document;
    }

    private static SpendingLimits ToPair(BsonDocument document) =>
        new(ToLimit(document, "perTransfer"), ToLimit(document, "perDay"));

    private static long? ToLimit(BsonDocument document, string field) =>
        document.TryGetValue(field, out var limit) ? limit.AsInt64 : null;

    // The rules for what limits can be are those of their text.
    private static WalletLimits Checked(WalletLimits limits) => WalletLimits.OfStored(limits.ToString())!;
}

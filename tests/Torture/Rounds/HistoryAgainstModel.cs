using System.Globalization;
using System.Text.Json;

namespace Wallet.Torture;

/// <summary>
/// Reads what is new in a wallet's history and compares it with the model, entry by entry. What was checked in earlier
/// rounds is left to the chain of hashes, which the audit compares with the heads that were saved then.
/// </summary>
internal sealed class HistoryAgainstModel(WalletHttp http, Book book, Tally tally)
{
    /// <summary>Checks one wallet.</summary>
    public async Task CheckAsync(Person person)
    {
        while (true)
        {
            var before = person.Entries;
            var items = await NewItemsAsync(person);
            for (var i = items.Count - 1; i >= 0; i--)
                Check(person, items[i]);
            // Of what is unknown there is nothing more to say than was said.
            if (person.Entries != before + items.Count)
                return;
            var wallet = await person.ReadAsync(http, "/wallet");
            // What is left of a hold may go back at any time, and then there is more to read.
            if (HasMore(wallet, person))
                continue;
            if (wallet.Number("balance") != person.Balance)
                tally.Violation($"{person.WalletId} must hold {person.Balance}, and reads {wallet}");
            // The balance and what is held are two reads, so nothing may have happened in between.
            var again = await person.ReadAsync(http, "/wallet");
            if (HasMore(again, person))
                continue;
            CheckHeld(person, wallet);
            return;
        }
    }

    // An older version does not tell, and has no holds.
    private static bool HasMore(Answer wallet, Person person) =>
        wallet.Json().TryGetProperty("sequence", out var sequence) && sequence.GetInt64() > person.Entries;

    private void CheckHeld(Person person, Answer wallet)
    {
        // An older version does not tell.
        if (wallet.Json().TryGetProperty("held", out var held)
            && held.GetInt64() != book.Holds.HeldOf(person.WalletId))
            tally.Violation(
                $"{book.Holds.HeldOf(person.WalletId)} of {person.WalletId} must be held, and it reads {wallet}");
    }

    // Newest first, until an entry that was checked before.
    private async Task<List<JsonElement>> NewItemsAsync(Person person)
    {
        var items = new List<JsonElement>();
        await foreach (var item in WholeHistory.ReadAsync(http, person))
        {
            if (SequenceOf(item) <= person.Entries)
                break;
            items.Add(item);
        }

        return items;
    }

    private void Check(Person person, JsonElement item)
    {
        tally.EntriesChecked.Add();
        var id = item.GetProperty("transferId").GetString()!;
        var createdAt = item.GetProperty("createdAt").GetString()!;
        var (operation, link) = (Text(item, "operation"), Text(item, "link"));
        var payment = book.Take(id, person.WalletId) ?? ReturnOf(person, item, operation, link, createdAt);
        if (payment is null)
        {
            tally.Violation($"{person.WalletId} has an entry of a transfer that nobody was told of, or twice: {item}");
            return;
        }

        var isDebit = payment.SenderId == person.WalletId;
        person.Balance += isDebit ? -payment.Amount : payment.Amount;
        person.Entries++;
        if (person.Limits is { } limits && payment.CountsTowardsLimits && isDebit)
            limits.Sent.Add(new Spending(payment.Amount, createdAt, payment.StartedAt));
        var holds = SequenceOf(item) == person.Entries
            && item.GetProperty("direction").GetString() == (isDebit ? "DEBIT" : "CREDIT")
            && item.GetProperty("walletId").GetString() == person.WalletId
            && item.GetProperty("counterpartyWalletId").GetString() == (isDebit ? payment.CreditedId : payment.SenderId)
            && item.GetProperty("amount").GetInt64() == payment.Amount
            && item.GetProperty("balanceAfter").GetInt64() == person.Balance
            && item.GetProperty("note").GetString() == payment.Note
            && (operation is null || operation == payment.Operation && link == payment.Link)
            && string.CompareOrdinal(createdAt, person.LastEntryAt) >= 0;
        if (!holds)
            tally.Violation(
                $"entry {person.Entries} of {person.WalletId}, after which it must hold {person.Balance}, does not " +
                $"agree with {payment}: {item}");
        if (payment.Outcome is { } outcome && (outcome.Text("createdAt") != createdAt
            || payment.BalanceAfter(person.WalletId) is { } balanceAfter && balanceAfter != person.Balance))
            tally.Violation($"{payment} was acknowledged as {outcome} but is kept as {item}");
        person.LastEntryAt = createdAt;
        person.Digest = WholeHistory.Digest(person.Digest, item.GetRawText());
    }

    private Movement? ReturnOf(Person person, JsonElement item, string? operation, string? link, string createdAt)
    {
        var found = book.Holds.Returned(
            person.WalletId, operation ?? "", link, item.GetProperty("amount").GetInt64(), createdAt);
        tally.HoldReturns.Add(found is null ? 0 : 1);
        return found;
    }

    /// <summary>A member as text; null if it is null, or an older version does not tell it.</summary>
    public static string? Text(JsonElement item, string member) =>
        item.TryGetProperty(member, out var value) ? value.GetString() : null;

    /// <summary>Which entry of its wallet it is.</summary>
    public static long SequenceOf(JsonElement item)
    {
        var id = item.GetProperty("entryId").GetString()!;
        return long.Parse(id.AsSpan(id.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
    }
}

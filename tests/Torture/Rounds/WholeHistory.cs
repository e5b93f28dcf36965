using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Wallet.Torture;

/// <summary>Reads a wallet's history from end to end and compares it, byte by byte, with what it was when each entry
/// was new.</summary>
internal sealed class WholeHistory(WalletHttp http, Tally tally)
{
    /// <summary>Checks one wallet.</summary>
    public async Task CheckAsync(Person person)
    {
        var items = new List<string>();
        await foreach (var item in ReadAsync(http, person))
        {
            // Only what is left of a hold comes by itself, since all that is new was last read.
            if (items.Count == 0 && HistoryAgainstModel.SequenceOf(item) > person.Entries
                && HistoryAgainstModel.Text(item, "operation") == "release")
                continue;
            items.Add(item.GetRawText());
        }

        var digest = Array.Empty<byte>();
        for (var i = items.Count - 1; i >= 0; i--)
            digest = Digest(digest, items[i]);
        tally.EntriesReread.Add(items.Count);
        if (items.Count != person.Entries || !digest.AsSpan().SequenceEqual(person.Digest))
            tally.Violation(
                $"the history of {person.WalletId} is not what it was: {items.Count} entries where {person.Entries} " +
                $"had been checked");
    }

    /// <summary>Extends a digest over entries by the next one.</summary>
    public static byte[] Digest(byte[] before, string item) =>
        SHA256.HashData([.. before, .. Encoding.UTF8.GetBytes(item)]);

    /// <summary>Reads a wallet's history, newest first, page by page.</summary>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(WalletHttp http, Person person)
    {
        for (var cursor = ""; ;)
        {
            var page = (await person.ReadAsync(http, "/transactions?limit=200" + cursor)).Json();
            foreach (var item in page.GetProperty("items").EnumerateArray())
                yield return item;
            if (page.GetProperty("nextCursor").GetString() is not { } next)
                yield break;
            cursor = "&cursor=" + Uri.EscapeDataString(next);
        }
    }
}

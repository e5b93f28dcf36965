using System.Text.Json;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>An entry of <c>GET /transactions</c>.</summary>
public sealed record HistoryEntry(string EntryId, string TransferId, string Direction, long Amount, long BalanceAfter,
    string CreatedAt);

/// <summary>Reads histories page by page.</summary>
public static class History
{
    /// <summary>All entries that match, newest first.</summary>
    /// <param name="user">Whose history.</param>
    /// <param name="limit">The size of a page.</param>
    /// <param name="filter">More of the query, as in <c>direction=sent</c>.</param>
    public static async Task<IReadOnlyList<HistoryEntry>> AllAsync(
        TestUser user, int limit = 200, string? filter = null)
    {
        var all = new List<HistoryEntry>();
        string? cursor = null;
        do
        {
            var (entries, next) = await PageAsync(user, limit, filter, cursor);
            Assert.InRange(entries.Count, 0, limit);
            // A page that says it is not the last is full, else paging would never have to end.
            Assert.True(
                next is null || entries.Count == limit, $"A page of {entries.Count} of {limit} has a next one.");
            all.AddRange(entries);
            cursor = next;
        }
        while (cursor is not null);
        return all;
    }

    /// <summary>One page.</summary>
    public static async Task<(IReadOnlyList<HistoryEntry> Entries, string? Next)> PageAsync(
        TestUser user, int limit, string? filter = null, string? cursor = null)
    {
        var query = $"?limit={limit}" + (filter is null ? "" : "&" + filter)
            + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor));
        var json = (await user.GetAsync("/transactions" + query)).Expect(200).Json;
        return ([.. json.GetProperty("items").EnumerateArray().Select(Read)], json.GetProperty("nextCursor")
            .GetString());
    }

    private static HistoryEntry Read(JsonElement item) => new(
        item.GetProperty("entryId").GetString()!,
        item.GetProperty("transferId").GetString()!,
        item.GetProperty("direction").GetString()!,
        item.GetProperty("amount").GetInt64(),
        item.GetProperty("balanceAfter").GetInt64(),
        item.GetProperty("createdAt").GetString()!);
}

using Xunit;

namespace Wallet.TestKit.Http;

/// <summary>Pages, cursors and filters of <c>GET /transactions</c>, and how they go together.</summary>
public abstract class PagingContract(WalletHosts hosts) : HttpContract(hosts)
{
    // Long runs of one direction, single ones of the other, and both in turn.
    private const string Plan = "CDDDDDDDCDCDCDCDDCCCCCCCD";

    private async Task<(TestUser User, IReadOnlyList<HistoryEntry> All)> UserWithHistoryAsync()
    {
        var (user, other) = (await UserAsync(1000), await UserAsync(1000));
        foreach (var kind in Plan)
            (await (kind == 'D' ? user.PayAsync(other, 1, NewKey()) : other.PayAsync(user, 1, NewKey()))).Expect(201);
        var all = await History.AllAsync(user);
        Assert.Equal(Plan.Length + 1, all.Count);
        return (user, all);
    }

    [Fact]
    public async Task Pages_of_every_size_with_every_filter_add_up_to_the_filtered_whole()
    {
        var (user, all) = await UserWithHistoryAsync();
        // Newest first: the later moment has the smaller index.
        var (later, earlier) = (all[4].CreatedAt, all[20].CreatedAt);
        foreach (var limit in (int[])[1, 3, 7, 26, 200])
        {
            foreach (var direction in (string[])["", "sent", "received"])
            {
                foreach (var (from, to) in ((string?, string?)[])[(null, null), (earlier, null), (null, later),
                    (earlier, later), (later, earlier)])
                {
                    if (limit != 3 && from is not null && to is not null)
                        continue;
                    var expected = all
                        .Where(e => direction == "" || e.Direction == (direction == "sent" ? "DEBIT" : "CREDIT"))
                        .Where(e => from is null || string.CompareOrdinal(e.CreatedAt, from) >= 0)
                        .Where(e => to is null || string.CompareOrdinal(e.CreatedAt, to) < 0);
                    var filter = string.Join('&', ((string[])
                        [direction == "" ? "" : "direction=" + direction, from is null ? "" : "from=" + from,
                            to is null ? "" : "to=" + to]).Where(p => p != ""));
                    Assert.Equal(expected, await History.AllAsync(user, limit, filter == "" ? null : filter));
                }
            }
        }
    }

    [Fact]
    public async Task The_longest_page_arrives_whole()
    {
        var user = await UserAsync();
        for (var i = 0; i < 200; i++)
            (await user.DepositAsync(1, NewKey())).Expect(201);
        var page = (await user.GetAsync("/transactions?limit=200")).Expect(200);
        Assert.Equal(200, page.Json.GetProperty("items").GetArrayLength());
        Assert.True(page.Body.Length > 32 * 1024, "The page is not long enough to be written in several parts.");
        Assert.Equal(page.Body.Length, page.ContentHeaders.ContentLength);
    }

    [Fact]
    public async Task From_is_included_and_to_is_not()
    {
        var (user, all) = await UserWithHistoryAsync();
        var (at, next) = (all[10].CreatedAt, all[9].CreatedAt);
        Assert.NotEqual(at, next);
        Assert.Equal([all[10]], await History.AllAsync(user, filter: $"from={at}&to={next}"));
        Assert.Empty(await History.AllAsync(user, filter: $"from={at}&to={at}"));
    }

    [Fact]
    public async Task Times_may_come_with_another_offset()
    {
        var (user, all) = await UserWithHistoryAsync();
        var at = DateTimeOffset.Parse(all[10].CreatedAt, null);
        var shifted = at.ToOffset(TimeSpan.FromHours(5.5)).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", null);
        Assert.Equal(all.Take(11), await History.AllAsync(user, filter: "from=" + Uri.EscapeDataString(shifted)));
    }

    [Fact]
    public async Task What_comes_in_while_somebody_pages_neither_shifts_nor_repeats_anything()
    {
        var (user, all) = await UserWithHistoryAsync();
        var (first, next) = await History.PageAsync(user, 10);
        (await user.DepositAsync(1, NewKey())).Expect(201);
        var (second, _) = await History.PageAsync(user, 10, null, next);
        Assert.Equal(all.Take(20), first.Concat(second));
    }

    [Fact]
    public async Task The_default_page_has_fifty_entries()
    {
        var user = await UserAsync();
        Assert.All(await AtOnceAsync(51, _ => user.DepositAsync(1, NewKey())), r => r.Expect(201));
        var page = (await user.GetAsync("/transactions")).Expect(200).Json;
        Assert.Equal(50, page.GetProperty("items").GetArrayLength());
        Assert.NotNull(page.GetProperty("nextCursor").GetString());
    }

    [Fact]
    public async Task A_last_page_that_is_full_has_no_cursor()
    {
        var (user, all) = await UserWithHistoryAsync();
        Assert.Null((await History.PageAsync(user, all.Count)).Next);
        Assert.NotNull((await History.PageAsync(user, all.Count - 1)).Next);
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_wallet()
    {
        var (user, _) = await UserWithHistoryAsync();
        var (_, cursor) = await History.PageAsync(user, 5);
        var stranger = await UserAsync();
        (await stranger.GetAsync("/transactions?cursor=" + Uri.EscapeDataString(cursor!))).Invalid("cursor");
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=1.5", "limit")]
    [InlineData("limit=99999999999999999999", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("cursor=%00", "cursor")]
    [InlineData("cursor=AAAAAAAAAAAAAAAAAAAAAAAA", "cursor")]
    [InlineData("direction=both", "direction")]
    [InlineData("direction=DEBIT", "direction")]
    [InlineData("direction=1", "direction")]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2026-01-01", "from")]
    [InlineData("from=2026-01-01T00:00:00", "from")]
    [InlineData("to=2026-13-01T00:00:00Z", "to")]
    [InlineData("to=0", "to")]
    [InlineData("operation=", "operation")]
    [InlineData("operation=Transfer", "operation")]
    [InlineData("operation=1", "operation")]
    [InlineData("operation=deposit&operation=deposit", "operation")]
    [InlineData("counterparty=", "counterparty")]
    [InlineData("counterparty=ASHA@wallet", "counterparty")]
    [InlineData("counterparty=asha@bank", "counterparty")]
    [InlineData("page=2", "page")]
    public async Task A_query_that_is_not_understood_is_refused(string query, string field) =>
        (await (await UserAsync()).GetAsync("/transactions?" + query)).Invalid(field);
}

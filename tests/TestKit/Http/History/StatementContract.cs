using System.Text.Json;
using Xunit;

namespace Wallet.TestKit.Http;

/// <summary><c>GET /statements</c>.</summary>
public abstract class StatementContract(WalletHosts hosts) : HttpContract(hosts)
{
    private const string Header = "row,entryId,transferId,operation,link,direction,walletId,counterpartyWalletId,"
        + "amount,currency,balanceAfter,createdAt,note,onBehalfOf,headHash";

    [Fact]
    public async Task A_statement_is_the_history_oldest_first_with_the_balances_around_it()
    {
        var (user, other) = (await UserAsync(100), await UserAsync(50));
        (await user.PayAsync(other, 30, NewKey(), "there")).Expect(201);
        (await other.PayAsync(user, 10, NewKey())).Expect(201);

        var statement = (await user.GetAsync("/statements")).Expect(200);
        Assert.Equal("application/json; charset=utf-8", statement.ContentHeaders.ContentType?.ToString());
        Assert.Equal(["walletId", "currency", "from", "to", "opening", "items", "closing", "head"],
            statement.Json.EnumerateObject().Select(static member => member.Name));
        Assert.Equal((user.WalletId, "INR", 0, 80), (statement["walletId"], statement["currency"],
            statement.Number("opening"), statement.Number("closing")));
        Assert.All(["from", "to"], limit =>
            Assert.Equal(JsonValueKind.Null, statement.Json.GetProperty(limit).ValueKind));
        var history = (await user.GetAsync("/transactions")).Expect(200).Json.GetProperty("items").EnumerateArray();
        Assert.Equal(history.Reverse().Select(static item => item.GetRawText()),
            statement.Json.GetProperty("items").EnumerateArray().Select(static item => item.GetRawText()));
        var head = statement.Json.GetProperty("head");
        Assert.Equal(3, head.GetProperty("sequence").GetInt64());
        Assert.Matches("^[0-9a-f]{64}$", head.GetProperty("hash").GetString());
    }

    [Fact]
    public async Task Statements_of_adjoining_times_meet_in_balance_and_head()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        var at = (await user.PayAsync(other, 30, NewKey())).Expect(201)["createdAt"];
        (await user.PayAsync(other, 7, NewKey())).Expect(201);

        var before = (await user.GetAsync($"/statements?to={at}")).Expect(200);
        var after = (await user.GetAsync($"/statements?from={at}&to=9999-12-31T23:59:59Z")).Expect(200);
        Assert.Equal((100, 100), (before.Number("closing"), after.Number("opening")));
        Assert.Equal((at, at, "9999-12-31T23:59:59.000000Z"), (before["to"], after["from"], after["to"]));
        Assert.Equal([1, 2], new[] { before, after }.Select(static one =>
            one.Json.GetProperty("items").GetArrayLength()));
        var none = (await user.GetAsync($"/statements?from={at}&to={at}")).Expect(200);
        Assert.Equal((100, 100, 0), (none.Number("opening"), none.Number("closing"),
            none.Json.GetProperty("items").GetArrayLength()));
        Assert.Equal(before.Json.GetProperty("head").GetRawText(), none.Json.GetProperty("head").GetRawText());

        var empty = (await (await UserAsync()).GetAsync("/statements")).Expect(200);
        Assert.Equal((0, 0, 0), (empty.Number("opening"), empty.Number("closing"),
            empty.Json.GetProperty("items").GetArrayLength()));
        Assert.Equal(
            $"{{\"sequence\":0,\"hash\":\"{new string('0', 64)}\"}}", empty.Json.GetProperty("head").GetRawText());
    }

    [Fact]
    public async Task A_long_statement_arrives_whole_in_either_form()
    {
        var user = await UserAsync();
        const int Count = 1100;
        for (var sent = 0; sent < Count; sent += 50)
            Assert.All(await AtOnceAsync(50, _ => user.DepositAsync(1, NewKey())), static reply => reply.Expect(201));

        var items = (await user.GetAsync("/statements")).Expect(200).Json.GetProperty("items").EnumerateArray();
        Assert.Equal(Enumerable.Range(1, Count).Select(i => $"{user.WalletId}:{i}"),
            items.Select(static item => item.GetProperty("entryId").GetString()));
        var rows = (await user.GetAsync("/statements?format=csv")).Expect(200).Text.Split("\r\n");
        Assert.Equal(Count + 4, rows.Length);
        Assert.Equal("", rows[^1]);
        Assert.StartsWith($"closing,{user.WalletId}:{Count},", rows[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_csv_it_has_a_header_both_balances_and_nothing_that_a_spreadsheet_would_run()
    {
        var (user, other) = (await UserAsync(100), await UserAsync());
        string[] notes = ["=1+1", "+1", "-1", "@SUM(1)", "a,b", "say \"hi\"", "tea = nice", ""];
        foreach (var note in notes)
            (await user.PayAsync(other, 1, NewKey(), note)).Expect(201);

        var reply = (await user.GetAsync("/statements?format=csv")).Expect(200);
        Assert.Equal("text/csv; charset=utf-8; header=present", reply.ContentHeaders.ContentType?.ToString());
        Assert.Equal("attachment; filename=\"statement.csv\"", reply.ContentHeaders.ContentDisposition?.ToString());
        var rows = reply.Text.Split("\r\n");
        Assert.Equal(Header, rows[0]);
        Assert.Equal($"opening,,,,,,{user.WalletId},,,INR,0,,,,", rows[1]);
        var json = (await user.GetAsync("/statements")).Expect(200).Json;
        var items = json.GetProperty("items").EnumerateArray().ToArray();
        for (var i = 0; i < items.Length; i++)
        {
            string Of(string member) => items[i].GetProperty(member).ToString();
            Assert.StartsWith($"entry,{Of("entryId")},{Of("transferId")},{Of("operation")},,{Of("direction")},"
                + $"{user.WalletId},{Of("counterpartyWalletId")},{Of("amount")},INR,{Of("balanceAfter")},"
                + $"{Of("createdAt")},", rows[i + 2], StringComparison.Ordinal);
        }

        string[] cells =
        [
            "\"'=1+1\"", "\"'+1\"", "\"'-1\"", "\"'@SUM(1)\"", "\"a,b\"", "\"say \"\"hi\"\"\"", "tea = nice", "",
        ];
        Assert.Equal(cells.Select(static cell => cell + ",,"), rows[3..^2].Zip(items[1..], static (row, item) =>
            row[(row.IndexOf(item.GetProperty("createdAt").GetString()!, StringComparison.Ordinal) + 28)..]));
        var hash = json.GetProperty("head").GetProperty("hash").GetString();
        Assert.Equal($"closing,{user.WalletId}:9,,,,,{user.WalletId},,,INR,92,,,,{hash}", rows[^2]);
    }

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("text/csv", "text/csv")]
    [InlineData("text/csv, application/json;q=0.5", "text/csv")]
    [InlineData("text/*, application/json;q=0.9", "text/csv")]
    [InlineData("application/json, text/csv", "application/json")]
    [InlineData("text/csv;q=0.5, */*", "application/json")]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8", "application/json")]
    [InlineData("rubbish", "application/json")]
    public async Task It_comes_as_what_accept_likes_better(string? accept, string type)
    {
        var user = await UserAsync();
        var reply = await Client.SendAsync(HttpMethod.Get, "/statements", user.Token, null,
            accept is null ? [] : [("Accept", accept)]);
        Assert.Equal(type, reply.Expect(200).ContentHeaders.ContentType?.MediaType);
        var asked = await Client.SendAsync(HttpMethod.Get, "/statements?format=json", user.Token, null,
            accept is null ? [] : [("Accept", accept)]);
        Assert.Equal("application/json", asked.Expect(200).ContentHeaders.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=2026-01-01", "to")]
    [InlineData("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from")]
    [InlineData("format=xml", "format")]
    [InlineData("format=CSV", "format")]
    [InlineData("format=", "format")]
    [InlineData("format=csv&format=csv", "format")]
    [InlineData("limit=1", "limit")]
    public async Task A_query_that_is_not_understood_is_refused(string query, string field) =>
        (await (await UserAsync()).GetAsync("/statements?" + query)).Invalid(field);
}

using System.Text.Json;

namespace Wallet.Torture;

/// <summary>Watches that operators' rubbish changes nothing but what its keys allow: each row of the log is of a key
/// with the scope for it, no key has more than its maker, and money moved by nothing but reversals in the
/// log.</summary>
internal sealed class OperatorWatch(WalletHttp http, FuzzOperators operators, Tally tally)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, string> ScopeOf = new()
    {
        ["frozen"] = "freeze",
        ["thawed"] = "freeze",
        ["unlocked"] = "freeze",
        ["signed_out"] = "freeze",
        ["reversed"] = "money",
        ["key_added"] = "keys",
        ["key_revoked"] = "keys",
    };

    private readonly Dictionary<string, FuzzKey> _keys = operators.Keys.Where(static key => key.Id.Length > 0)
        .ToDictionary(static key => key.Id);

    private long _sequence;

    /// <summary>Reads what is new in the log, and the balances.</summary>
    public async Task CheckAsync()
    {
        foreach (var row in await NewRowsAsync())
            Check(row);
        long sum = 0;
        foreach (var person in operators.People)
            sum += (await ReadAsync("/operator/wallets/" + person.WalletId)).Number("balance");
        if (sum != operators.People.Count * 100_000)
            tally.Violation($"those whom operators' rubbish concerns have {sum} together");
        foreach (var transfer in operators.Transfers)
        {
            var shown = await ReadAsync("/operator/transfers/" + transfer);
            if (shown.Number("givenBack") > (shown.Text("operation") == "transfer" ? shown.Number("amount") : 0))
                tally.Violation($"too much was given back: {shown}");
        }
    }

    private void Check(JsonElement row)
    {
        if (row.GetProperty("sequence").GetInt64() != ++_sequence)
            tally.Violation($"row {_sequence} of the log is missing: {row}");
        var (kind, by) = (row.GetProperty("kind").GetString()!, row.GetProperty("by").GetString());
        if (by is null ? _sequence > 1 : !_keys.TryGetValue(by, out var key) || !key.Scopes.Contains(ScopeOf[kind]))
            tally.Violation($"somebody did what the key does not allow: {row}");
        if (kind == "key_added" && by is not null && row.GetProperty("detail").GetString()!.Split(' ')
            .Except(_keys[by].Scopes).Any())
            tally.Violation($"a key gave what it has not: {row}");
        tally.LogRows.Add();
    }

    private async Task<List<JsonElement>> NewRowsAsync()
    {
        var rows = new List<JsonElement>();
        for (var cursor = ""; ;)
        {
            var page = (await ReadAsync("/operator/log?limit=200" + cursor)).Json();
            rows.AddRange(page.GetProperty("items").EnumerateArray());
            if (page.GetProperty("nextCursor").GetString() is not { } next
                || rows[^1].GetProperty("sequence").GetInt64() <= _sequence + 1)
                break;
            cursor = "&cursor=" + next;
        }

        return [.. rows.Where(row => row.GetProperty("sequence").GetInt64() > _sequence).Reverse()];
    }

    private async Task<Answer> ReadAsync(string path)
    {
        var answer = await http.GetFromOperatorsAsync(path, operators.Keys[0].Text!, Patience);
        return answer.Status == 200
            ? answer
            : throw new InvalidOperationException($"{path} can't be read by an operator: {answer}");
    }
}

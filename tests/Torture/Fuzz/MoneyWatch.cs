using System.Collections.Concurrent;
using System.Text.Json;

namespace Wallet.Torture;

/// <summary>Watches that money moves by nothing but requests that were good, each key at most once.</summary>
internal sealed class MoneyWatch(WalletHttp http, IReadOnlyList<Person> callers, Person bystander, Tally tally)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(Person Caller, string Key), (bool MustRefuse, string Request)> _keys = new();
    private readonly HashSet<string> _explained = new(StringComparer.Ordinal);

    /// <summary>Takes a request that was sent: every key that it could be taken to name is looked up later.</summary>
    public void Add(Draft draft, string request)
    {
        if (draft.Caller is not { } caller)
            return;
        foreach (var key in KeysOf(draft)
            .Where(static key => key.Length is > 0 and <= 128 && !key.AsSpan().ContainsAnyExceptInRange('!', '~')))
            _keys.AddOrUpdate((caller, key), (draft.MustRefuse, request), (_, old) =>
                (old.MustRefuse && draft.MustRefuse, old.Request));
    }

    /// <summary>Compares every balance and every new entry with what the keys led to.</summary>
    public async Task CheckAsync()
    {
        var moved = new ConcurrentDictionary<string, byte>();
        await Parallel.ForEachAsync(_keys, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (item, _) =>
        {
            var ((caller, key), (mustRefuse, request)) = item;
            var answer = await caller.GetAsync(http, "/transfers/by-key?key=" + Uri.EscapeDataString(key), Patience);
            if (answer.Status is not (201 or 404 or 422))
                tally.Violation($"the key of a request can't be looked up ({answer}): {request}");
            if (answer.Status != 201)
                return;
            // The text may have been a good request's key before.
            if (mustRefuse && !_explained.Contains(answer.Text("transferId")))
                tally.Violation($"money was moved by: {request}");
            moved.TryAdd(answer.Text("transferId"), 0);
        });
        _keys.Clear();
        foreach (var id in moved.Keys)
            _explained.Add(id);
        foreach (var person in callers.Append(bystander))
            await CheckAsync(person);
    }

    private async Task CheckAsync(Person person)
    {
        var (balance, first) = (0L, true);
        var seen = person.LastEntryAt;
        for (var cursor = ""; ;)
        {
            var answer = await person.GetAsync(http, "/transactions?limit=200" + cursor, Patience);
            if (answer.Status != 200)
                throw new InvalidOperationException($"The history of {person.WalletId} can't be read: {answer}");
            var page = answer.Json();
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                if (first)
                    (balance, first, person.LastEntryAt) =
                        (item.GetProperty("balanceAfter").GetInt64(), false, item.GetProperty("entryId").GetString()!);
                if (item.GetProperty("entryId").GetString() == seen)
                {
                    await ExpectBalanceAsync(person, balance);
                    return;
                }

                await CheckAsync(person, item);
            }

            if (page.GetProperty("nextCursor").GetString() is not { } next)
                break;
            cursor = "&cursor=" + next;
        }

        await ExpectBalanceAsync(person, balance);
    }

    private async Task CheckAsync(Person person, JsonElement item)
    {
        if (!_explained.Contains(item.GetProperty("transferId").GetString()!) && !await HasGoneBackAsync(person, item))
            tally.Violation($"{person.WalletId} has an entry that no good request led to: {item}");
        if (person == bystander && item.GetProperty("direction").GetString() == "DEBIT")
            tally.Violation($"somebody else's money was spent: {item}");
    }

    // What is left of a hold that has expired goes back by itself.
    private async Task<bool> HasGoneBackAsync(Person person, JsonElement item)
    {
        if (item.GetProperty("operation").GetString() != "release"
            || item.GetProperty("link").GetString() is not { } hold || !_explained.Contains(hold))
            return false;
        var answer = await person.GetAsync(http, "/holds/" + hold, Patience);
        return answer.Status == 200 && string.CompareOrdinal(
            answer.Text("expiresAt"), item.GetProperty("createdAt").GetString()) <= 0;
    }

    private async Task ExpectBalanceAsync(Person person, long balance)
    {
        var wallet = await person.GetAsync(http, "/wallet", Patience);
        // It may have done so since the history was read.
        if (wallet.Status == 200 && wallet.Number("sequence") is > 0 and var entries
            && !person.LastEntryAt.EndsWith($":{entries}", StringComparison.Ordinal))
        {
            await CheckAsync(person);
            return;
        }

        if (wallet.Status != 200 || wallet.Number("balance") != balance)
            tally.Violation($"{person.WalletId} must hold {balance}, and reads {wallet}");
    }

    private static IEnumerable<string> KeysOf(Draft draft)
    {
        foreach (var (name, value) in draft.Headers)
        {
            if (!name.Equals("Idempotency-Key", StringComparison.OrdinalIgnoreCase))
                continue;
            yield return value.Trim();
            yield return value.Trim().Trim('"').Replace("\\\"", "\"", StringComparison.Ordinal)
                .Replace("\\\\", "\\", StringComparison.Ordinal);
        }

        if (draft.Body is null)
            yield break;
        foreach (var key in StringsOf(draft))
            yield return key;
    }

    // Every string in the body may be the key to somebody; what is no JSON any more can't be a request either.
    private static IEnumerable<string> StringsOf(Draft draft)
    {
        JsonElement json;
        try
        {
            using var document = JsonDocument.Parse(draft.Body!,
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            json = document.RootElement.Clone();
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            yield break;
        }

        if (json.ValueKind != JsonValueKind.Object)
            yield break;
        foreach (var member in json.EnumerateObject())
        {
            string? text = null;
            try
            {
                text = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : null;
            }
            catch (InvalidOperationException)
            {
                // An unpaired surrogate: no text.
            }

            if (text is not null)
                yield return text;
        }
    }
}

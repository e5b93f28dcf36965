using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Wallet.Torture;

/// <summary>What operators asked for, and how the log has it: each act that was acknowledged exactly once, each of
/// which nobody knows at most once, and nothing else.</summary>
internal sealed partial class ActBook(WalletHttp http, Book book, Tally tally, (string Key, string Id) key)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ConcurrentQueue<Act> _thisRound = new();
    private readonly Dictionary<string, Act> _missing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Act>> _ofWallets = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private long _lastSequence;

    /// <summary>The operator's key.</summary>
    public string Key => key.Key;

    /// <summary>Takes an act that was acknowledged, or of which nobody knows.</summary>
    public void Add(Act act) => _thisRound.Enqueue(act);

    /// <summary>In the quiet, when all movements of the round are known: reads what is new in the log, and compares
    /// it and all payments of the round with what was asked for.</summary>
    public async Task CheckAsync()
    {
        while (_thisRound.TryDequeue(out var act))
            _missing.Add(act.Reason, act);
        var reversals = book.ThisRound.OfType<Reversal>().ToDictionary(static one => one.Note!, StringComparer.Ordinal);
        foreach (var row in await NewRowsAsync())
            Check(row, reversals);
        foreach (var act in _missing.Values.Where(static act => act.IsAcknowledged).ToList())
        {
            tally.Violation($"{act} was acknowledged, and is not in the log");
            _missing.Remove(act.Reason);
        }

        foreach (var reversal in reversals.Values.Where(static one => one.Moved && !one.IsLogged))
            tally.Violation($"{reversal} moved money, and is not in the log");
        CheckPayments();
        await CheckReversalsAsync(reversals.Values);
        // What is decided from now on can't have met anything but the last one.
        foreach (var acts in _ofWallets.Values)
            acts.RemoveRange(0, Math.Max(0, acts.Count - 1));
    }

    private void CheckPayments()
    {
        foreach (var payment in book.ThisRound)
        {
            if (DecidedPayment.Of(payment) is not { } decided)
                continue;
            tally.HeldAgainstFreezes.Add();
            if (decided.CreatedAt is null)
                tally.RefusedAsFrozen.Add();
            if (FreezeCheck.Find(decided, id => _ofWallets.TryGetValue(id, out var acts) ? acts : []) is { } wrong)
                tally.Violation($"{payment}, answered {payment.Outcome}: {wrong}");
        }
    }

    // What an operator is told must be what was acknowledged, and no more than there was.
    private async Task CheckReversalsAsync(IEnumerable<Reversal> reversals)
    {
        foreach (var reversal in reversals.Where(static one => one.Moved))
        {
            if (reversal.Asked is { } asked && asked != reversal.Amount)
                tally.Violation($"{reversal}: that is not what was asked for");
        }

        foreach (var payment in reversals.Select(static one => one.Of).Distinct().Take(40))
        {
            var path = "/operator/transfers/" + payment.Outcome!.Text("transferId");
            var told = (await ReadAsync(path)).Number("givenBack");
            if (told != payment.GivenBack)
                tally.Violation($"{told} are told to be given back of {payment}, and {payment.GivenBack} were");
        }
    }

    private void Check(JsonElement row, Dictionary<string, Reversal> reversals)
    {
        tally.LogRows.Add();
        if (row.GetProperty("sequence").GetInt64() is var sequence && sequence != ++_lastSequence)
            tally.Violation($"row {_lastSequence} of the log is missing: {row}");
        _lastSequence = sequence;
        string Text(string member) => row.GetProperty(member).GetString() ?? "";
        // The key itself was made by the command line.
        if (sequence == 1 && Text("kind") == "key_added" && Text("target") == key.Id && Text("by").Length == 0)
            return;
        var reason = Text("reason");
        if (!_seen.Add(reason))
            tally.Violation($"what was asked for once is in the log twice: {row}");
        if (Text("by") != key.Id || !Hash().IsMatch(Text("hash")))
            tally.Violation($"a row of the log has another key, or no hash: {row}");
        if (_missing.Remove(reason, out var act))
        {
            if ((Text("kind"), Text("target"), Text("detail")) != (act.Kind, act.Target, act.Detail))
                tally.Violation($"{act} is in the log as {row}");
            if (!act.IsAcknowledged)
                tally.DoubtfulActsDone.Add();
            if (act.IsOfFreeze)
                (_ofWallets.TryGetValue(act.Target, out var acts) ? acts : _ofWallets[act.Target] = []).Add(act);
        }
        else if (reversals.TryGetValue(reason, out var reversal) && reversal.Moved)
        {
            reversal.IsLogged = true;
            var detail = string.Create(
                CultureInfo.InvariantCulture, $"{reversal.Amount} as {reversal.Outcome!.Text("transferId")}");
            if ((Text("kind"), Text("target"), Text("detail")) != ("reversed", reversal.OfId, detail))
                tally.Violation($"{reversal} is in the log as {row}");
        }
        else
        {
            tally.Violation($"a row of the log is of nothing that was done: {row}");
        }
    }

    private async Task<List<JsonElement>> NewRowsAsync()
    {
        var rows = new List<JsonElement>();
        for (var cursor = ""; ;)
        {
            var page = (await ReadAsync("/operator/log?limit=200" + cursor)).Json();
            foreach (var row in page.GetProperty("items").EnumerateArray())
            {
                if (row.GetProperty("sequence").GetInt64() <= _lastSequence)
                {
                    rows.Reverse();
                    return rows;
                }

                rows.Add(row);
            }

            if (page.GetProperty("nextCursor").GetString() is not { } next)
            {
                rows.Reverse();
                return rows;
            }

            cursor = "&cursor=" + Uri.EscapeDataString(next);
        }
    }

    private async Task<Answer> ReadAsync(string path)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await http.GetFromOperatorsAsync(path, key.Key, TimeSpan.FromMinutes(1));
            if (answer.Status == 200)
                return answer;
            if (answer.Status is not (0 or 408 or 503) || TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new InvalidOperationException($"{path} can't be read by an operator: {answer}");
            await Task.Delay(250);
        }
    }

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Hash();
}

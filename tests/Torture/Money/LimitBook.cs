using System.Text.Json.Nodes;

namespace Wallet.Torture;

/// <summary>The limits of somebody who has some, and what became of what he sent. They are only ever lowered, for what
/// is raised would wait for a day.</summary>
internal sealed class LimitBook(Person person, WalletHttp http, Tally tally)
{
    private readonly Lock _lock = new();
    private readonly List<SetLimit> _limits = [];

    /// <summary>What was sent, in the order of the history. Grows in the quiet.</summary>
    public List<Spending> Sent { get; } = [];

    /// <summary>What was refused. Grows in the quiet.</summary>
    public List<OverLimit> Refused { get; } = [];

    /// <summary>The limits, in the order in which they were asked for.</summary>
    public IReadOnlyList<SetLimit> Limits
    {
        get
        {
            lock (_lock)
                return [.. _limits];
        }
    }

    /// <summary>Sets a limit.</summary>
    /// <returns>Whether it was acknowledged.</returns>
    public async Task<bool> SetAsync(long perDay, TimeSpan patience)
    {
        var started = PairRecorder.Now;
        var body = new JsonObject { ["perTransfer"] = null, ["perDay"] = perDay, ["pin"] = person.Pin };
        var answer = await http.PutAsync("/wallet/limits", body, person.Token, patience);
        var isSet = answer.Status == 200 && answer.Number("perDay") <= perDay;
        if (answer.Status == 401)
            await person.SignInAsync(http);
        else if (!isSet && answer.Status is not (0 or 408 or 423 or 503))
            tally.Violation($"a limit of {perDay} for {person.WalletId} was answered {answer}");
        lock (_lock)
            _limits.Add(new SetLimit(perDay, started, isSet ? PairRecorder.Now : PairOperation.Never));
        return isSet;
    }
}

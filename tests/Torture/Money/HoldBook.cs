using System.Collections.Concurrent;

namespace Wallet.Torture;

/// <summary>The holds that were acknowledged.</summary>
internal sealed class HoldBook
{
    private readonly ConcurrentDictionary<string, Hold> _holds = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly List<Hold> _newest = [];

    /// <summary>All of them.</summary>
    public IEnumerable<Hold> All => _holds.Values;

    /// <summary>How much is held, in minor units.</summary>
    public long HeldMinor => All.Sum(static hold => hold.Left);

    /// <summary>How much of a wallet's money is held, in minor units.</summary>
    public long HeldOf(string walletId) => All.Where(hold => hold.SenderId == walletId).Sum(static hold => hold.Left);

    /// <summary>Takes the news that a movement moved money.</summary>
    public void Heard(Movement movement)
    {
        if (movement is HoldEnd end)
        {
            end.Of.Add(new Taking(end.IsCapture ? Taking.Captured : Taking.Released, end.Amount, end.Asked,
                end.Outcome!.Text("createdAt")));
        }
        else if (movement is Hold hold)
        {
            _holds[hold.TransferId] = hold;
            if (!hold.IsForAll)
                return;
            lock (_lock)
                _newest.Add(hold);
        }
    }

    /// <summary>A hold that anybody's clients may end, mostly one of the newest; null if there is none.</summary>
    public Hold? SomeHold(Random random)
    {
        lock (_lock)
        {
            var among = random.Next(5) == 0 ? _newest.Count : Math.Min(12, _newest.Count);
            return among == 0 ? null : _newest[_newest.Count - 1 - random.Next(among)];
        }
    }

    /// <summary>Takes an entry that nobody was answered: what is left of a hold that has expired goes back by
    /// itself.</summary>
    /// <returns>The return; null if the entry is of none.</returns>
    public Movement? Returned(string walletId, string operation, string? link, long amount, string createdAt)
    {
        if (operation != "release" || link is null || !_holds.TryGetValue(link, out var hold)
            || hold.SenderId != walletId)
            return null;
        hold.Add(new Taking(Taking.Returned, amount, null, createdAt));
        return new HoldReturn(hold) { Key = "expire:" + link, Amount = amount };
    }
}

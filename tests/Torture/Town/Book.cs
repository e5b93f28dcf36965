using System.Collections.Concurrent;

namespace Wallet.Torture;

/// <summary>The model: everything that was asked for, and what was acknowledged. It knows nothing of how the host
/// works.</summary>
internal sealed class Book
{
    private readonly ConcurrentDictionary<string, Movement> _unchecked = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Movement> _thisRound = new();
    private readonly List<Movement> _earlier = [];
    private readonly Lock _lock = new();
    private readonly List<OwnMovement> _payments = [];
    private readonly List<HoldEnd> _captures = [];
    private long _issuedMinor;

    /// <summary>Everything that was asked for before this round.</summary>
    public IReadOnlyList<Movement> Earlier => _earlier;

    /// <summary>Everything that was asked for in this round.</summary>
    public IReadOnlyCollection<Movement> ThisRound => _thisRound;

    /// <summary>How many sides of transfers no history has shown yet.</summary>
    public int Unchecked => _unchecked.Count;

    /// <summary>The sides that no history has shown yet.</summary>
    public IEnumerable<Movement> UncheckedPayments => _unchecked.Values;

    /// <summary>Money that was issued and whose entries have been checked, in minor units.</summary>
    public long IssuedMinor => Volatile.Read(ref _issuedMinor);

    /// <summary>Holds, and what was taken from them.</summary>
    public HoldBook Holds { get; } = new();

    /// <summary>Payment requests.</summary>
    public ConcurrentQueue<AskedRequest> Requests { get; } = new();

    /// <summary>Takes a payment that is about to be sent for the first time.</summary>
    public void Add(Movement payment) => _thisRound.Enqueue(payment);

    /// <summary>Takes the news that a payment moved money: each side must show in one history, once.</summary>
    public void Moved(Movement payment, Tally tally)
    {
        foreach (var walletId in payment.Histories)
        {
            if (!_unchecked.TryAdd(Side(payment.TransferId, walletId), payment))
                tally.Violation($"two keys led to the transfer {payment.TransferId}");
        }

        Holds.Heard(payment);
        if (!payment.IsForAll)
            return;
        lock (_lock)
        {
            if (payment is HoldEnd { IsCapture: true } capture)
                _captures.Add(capture);
            else if (payment is Payment { IsDeposit: false } or RequestPayment)
                _payments.Add((OwnMovement)payment);
        }
    }

    /// <summary>A payment, of a request or not, that has moved money and may be given back, mostly one of the newest;
    /// null if there is none.</summary>
    public OwnMovement? SomePayment(Random random)
    {
        lock (_lock)
            return Some(_payments, random);
    }

    /// <summary>A capture, mostly one of the newest; null if there is none.</summary>
    public HoldEnd? SomeCapture(Random random)
    {
        lock (_lock)
            return Some(_captures, random);
    }

    /// <summary>Finds the payment that an entry of a wallet's history must come from, and takes it off the
    /// list.</summary>
    public Movement? Take(string transferId, string walletId)
    {
        if (!_unchecked.TryRemove(Side(transferId, walletId), out var payment))
            return null;
        if (payment.IsDeposit)
            Interlocked.Add(ref _issuedMinor, payment.Amount);
        return payment;
    }

    /// <summary>Ends the round.</summary>
    public void EndRound()
    {
        while (_thisRound.TryDequeue(out var payment))
        {
            if (payment.MayBeRepeated)
                _earlier.Add(payment);
        }
    }

    private static T? Some<T>(List<T> all, Random random)
        where T : class
    {
        var among = random.Next(5) == 0 ? all.Count : Math.Min(20, all.Count);
        return among == 0 ? null : all[all.Count - 1 - random.Next(among)];
    }

    private static string Side(string transferId, string walletId) => transferId + " " + walletId;
}

using System.Collections.Concurrent;

namespace Wallet.Torture;

/// <summary>The model: everything that was asked for, and what was acknowledged. It knows nothing of how the host
/// works.</summary>
internal sealed class Book
{
    private readonly ConcurrentDictionary<string, Payment> _unchecked = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Payment> _thisRound = new();
    private readonly List<Payment> _earlier = [];
    private long _issuedMinor;

    /// <summary>Everything that was asked for before this round.</summary>
    public IReadOnlyList<Payment> Earlier => _earlier;

    /// <summary>Everything that was asked for in this round.</summary>
    public IReadOnlyCollection<Payment> ThisRound => _thisRound;

    /// <summary>How many sides of transfers no history has shown yet.</summary>
    public int Unchecked => _unchecked.Count;

    /// <summary>The sides that no history has shown yet.</summary>
    public IEnumerable<Payment> UncheckedPayments => _unchecked.Values;

    /// <summary>Money that was issued and whose entries have been checked, in minor units.</summary>
    public long IssuedMinor => Volatile.Read(ref _issuedMinor);

    /// <summary>Takes a payment that is about to be sent for the first time.</summary>
    public void Add(Payment payment) => _thisRound.Enqueue(payment);

    /// <summary>Takes the news that a payment moved money: each side must show in one history, once.</summary>
    public void Moved(Payment payment, Tally tally)
    {
        var id = payment.Outcome!.Text("transferId");
        if (!payment.IsDeposit && !_unchecked.TryAdd(Side(id, payment.SenderId), payment))
            tally.Violation($"two keys led to the transfer {id}");
        if (!_unchecked.TryAdd(Side(id, payment.CreditedId), payment))
            tally.Violation($"two keys led to the transfer {id}");
    }

    /// <summary>Finds the payment that an entry of a wallet's history must come from, and takes it off the
    /// list.</summary>
    public Payment? Take(string transferId, string walletId)
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
            _earlier.Add(payment);
    }

    private static string Side(string transferId, string walletId) => transferId + " " + walletId;
}

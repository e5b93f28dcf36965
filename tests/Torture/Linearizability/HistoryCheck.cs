using System.Numerics;

namespace Wallet.Torture;

/// <summary>What a check came to.</summary>
internal enum Verdict
{
    /// <summary>There is an order that explains everything.</summary>
    Linearizable,

    /// <summary>There is none.</summary>
    Violated,

    /// <summary>The search was cut off.</summary>
    Undecided,
}

/// <summary>
/// Decides whether a history is linearizable: whether its operations can be put in one order that keeps to real time
/// (what ended before another began comes before it) and in which each has the outcome that the sequential model gives.
/// Wing and Gong's search with the memory of Lowe ("Testing for linearizability", 2017): the same operations done with
/// the same state are not tried twice.
/// </summary>
internal static class HistoryCheck
{
    /// <summary>How many configurations are tried before the search is cut off.</summary>
    private const int MaxConfigurations = 3_000_000;

    /// <summary>Checks a history.</summary>
    public static Verdict Run(PairState start, IReadOnlyList<PairOperation> operations)
    {
        var events = EventList.Of(operations);
        var done = new OperationSet(operations.Count);
        var seen = new HashSet<(OperationSet Done, PairState State)>();
        var path = new Stack<(Event Call, PairState Before)>();
        var state = start;
        var left = operations.Count(static operation => operation.IsKnown);
        var next = events.Head.Next;
        while (left > 0)
        {
            // The list has an end only behind all that must still be done, so there is always a next event here.
            if (next!.IsCall)
            {
                // What nobody knows need not have happened, so it has no place in the order unless it does something.
                if (state.After(operations[next.Operation]) is { } after
                    && (operations[next.Operation].IsKnown || after != state)
                    && seen.Add((done.With(next.Operation), after)))
                {
                    if (seen.Count > MaxConfigurations)
                        return Verdict.Undecided;
                    path.Push((next, state));
                    done = done.With(next.Operation);
                    state = after;
                    next.Lift();
                    if (operations[next.Operation].IsKnown)
                        left--;
                    next = events.Head.Next;
                }
                else
                {
                    next = next.Next;
                }

                continue;
            }

            // An operation ended here and none of those that could come before it is left to try: go back.
            if (path.Count == 0)
                return Verdict.Violated;
            (var call, state) = path.Pop();
            done = done.Without(call.Operation);
            call.Unlift();
            if (operations[call.Operation].IsKnown)
                left++;
            next = call.Next;
        }

        return Verdict.Linearizable;
    }

    /// <summary>A set of operations by number, with value equality.</summary>
    private readonly struct OperationSet(int count) : IEquatable<OperationSet>
    {
        private readonly ulong[] _bits = new ulong[(count + 63) / 64];

        private OperationSet(ulong[] bits) : this(0) => _bits = bits;

        public OperationSet With(int operation) => Flipped(operation);

        public OperationSet Without(int operation) => Flipped(operation);

        public bool Equals(OperationSet other) => _bits.AsSpan().SequenceEqual(other._bits);

        public override bool Equals(object? obj) => obj is OperationSet other && Equals(other);

        public override int GetHashCode()
        {
            ulong hash = 17;
            foreach (var word in _bits)
                hash = BitOperations.RotateLeft((hash ^ word) * 0x9E3779B97F4A7C15, 29);
            return hash.GetHashCode();
        }

        private OperationSet Flipped(int operation)
        {
            var bits = (ulong[])_bits.Clone();
            bits[operation / 64] ^= 1UL << (operation % 64);
            return new OperationSet(bits);
        }
    }
}

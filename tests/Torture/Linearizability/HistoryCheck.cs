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
/// the same state are not tried twice. What changes nothing, a read or a refusal, comes as soon as it can: where it
/// comes later in some order, it can come here as well.
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
        var path = new Stack<(Event Call, PairState Before, bool IsChoice)>();
        var state = start;
        var left = operations.Count(static operation => operation.IsKnown);
        var next = Begin();
        while (left > 0)
        {
            // An operation ended here and none of those that could come before it is left to try, or all of this was
            // tried before: go back.
            if (next is not { IsCall: true })
            {
                do
                {
                    if (!path.TryPop(out var last))
                        return Verdict.Violated;
                    Undo(last.Call, last.Before);
                    next = last.IsChoice ? last.Call.Next : null;
                }
                while (next is null);
                continue;
            }

            // What nobody knows need not have happened, so it has no place in the order unless it does something.
            if (state.After(operations[next.Operation]) is { } after && after != state)
            {
                Do(next, after, isChoice: true);
                next = Begin();
                if (seen.Count > MaxConfigurations)
                    return Verdict.Undecided;
            }
            else
            {
                next = next.Next;
            }
        }

        return Verdict.Linearizable;

        // Where to begin to choose, when all that changes nothing is done; null if there is nothing new to try.
        Event? Begin()
        {
            while (Free() is { } free)
                Do(free, state, isChoice: false);
            return left == 0 || seen.Add((done, state)) ? events.Head.Next : null;
        }

        Event? Free()
        {
            for (var call = events.Head.Next; call is { IsCall: true }; call = call.Next)
            {
                if (operations[call.Operation].IsKnown && state.After(operations[call.Operation]) == state)
                    return call;
            }

            return null;
        }

        void Do(Event call, PairState after, bool isChoice)
        {
            path.Push((call, state, isChoice));
            done = done.With(call.Operation);
            state = after;
            call.Lift();
            left -= operations[call.Operation].IsKnown ? 1 : 0;
        }

        void Undo(Event call, PairState before)
        {
            done = done.Without(call.Operation);
            state = before;
            call.Unlift();
            left += operations[call.Operation].IsKnown ? 1 : 0;
        }
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

namespace Wallet.Torture;

/// <summary>The beginning or the end of an operation, in a list ordered by time. What has been put in order is lifted
/// out of the list.</summary>
internal sealed class Event(int operation, bool isCall)
{
    private Event? _previous;
    private Event? _return;

    /// <summary>The operation's number.</summary>
    public int Operation { get; } = operation;

    /// <summary>Whether it begins here.</summary>
    public bool IsCall { get; } = isCall;

    /// <summary>The event after this one.</summary>
    public Event? Next { get; private set; }

    /// <summary>Puts an event behind this one.</summary>
    public Event Append(Event next)
    {
        (Next, next._previous) = (next, this);
        return next;
    }

    /// <summary>Tells where the operation that begins here ends.</summary>
    public void EndsAt(Event end) => _return = end;

    /// <summary>Takes the operation out of the list, both ends of it.</summary>
    public void Lift()
    {
        Remove();
        _return?.Remove();
    }

    /// <summary>Puts it back where it was. What was lifted last is put back first.</summary>
    public void Unlift()
    {
        _return?.PutBack();
        PutBack();
    }

    private void Remove()
    {
        _previous!.Next = Next;
        if (Next is not null)
            Next._previous = _previous;
    }

    private void PutBack()
    {
        _previous!.Next = this;
        if (Next is not null)
            Next._previous = this;
    }
}

/// <summary>Makes the list.</summary>
internal sealed class EventList
{
    /// <summary>Before the first event.</summary>
    public Event Head { get; } = new(-1, isCall: false);

    /// <summary>The events of a history. An operation without an end has none here.</summary>
    public static EventList Of(IReadOnlyList<PairOperation> operations)
    {
        var events = new List<(long At, int Order, Event Event)>();
        for (var i = 0; i < operations.Count; i++)
        {
            var call = new Event(i, isCall: true);
            // Of what happens at the same tick, beginnings come first: then neither is known to be before the other.
            events.Add((operations[i].Started, 0, call));
            if (!operations[i].IsKnown)
                continue;
            var end = new Event(i, isCall: false);
            call.EndsAt(end);
            events.Add((operations[i].Ended, 1, end));
        }

        var list = new EventList();
        var last = list.Head;
        foreach (var (_, _, next) in events.OrderBy(static item => item.At).ThenBy(static item => item.Order))
            last = last.Append(next);
        return list;
    }
}

namespace Wallet.Core;

/// <summary>Lets one at a time work on a key. Remembers only keys that somebody works on or waits for.</summary>
internal sealed class KeyedTurns<TKey>(int maxWaiting) where TKey : notnull
{
    private readonly Dictionary<TKey, Slot> _slots = [];

    /// <summary>Waits for the turn; null if too many wait for this key.</summary>
    public async ValueTask<IDisposable?> EnterAsync(TKey key)
    {
        Slot? slot;
        lock (_slots)
        {
            if (!_slots.TryGetValue(key, out slot))
                _slots.Add(key, slot = new Slot());
            if (slot.Users > maxWaiting)
                return null;
            slot.Users++;
        }

        await slot.Turn.WaitAsync();
        return new Turn(this, key, slot);
    }

    private void Leave(TKey key, Slot slot)
    {
        slot.Turn.Release();
        lock (_slots)
        {
            if (--slot.Users == 0)
                _slots.Remove(key);
        }
    }

    private sealed class Slot
    {
        public readonly SemaphoreSlim Turn = new(1, 1);
        public int Users;
    }

    private sealed class Turn(KeyedTurns<TKey> turns, TKey key, Slot slot) : IDisposable
    {
        public void Dispose() => turns.Leave(key, slot);
    }
}
